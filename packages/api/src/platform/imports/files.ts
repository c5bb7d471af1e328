import { defineFileKind, type FileKind, type Permission } from "../../core/index.ts";

/** The files of one kind of import. */
export interface ImportFiles {
  /** What a person uploads. */
  upload: FileKind;
  /** The rows that were refused, with their reasons. */
  report: FileKind;
}

/**
 * The files of an import: both are read by who may import, since both hold what was imported.
 *
 * @param what what is imported: "items".
 */
export function importFiles(what: string, permission: Permission): ImportFiles {
  return {
    upload: defineFileKind({
      ...{ name: permission, title: `Import of ${what}`, owner: "job", permission },
      uploaded: true,
    }),
    report: defineFileKind({
      ...{ name: `${permission}Report`, title: `Refused rows of an import of ${what}`, owner: "job", permission },
      // No larger than what was uploaded is worth; the import has been done by then.
      needed: true,
    }),
  };
}
