import { jobs } from "@waybill/db/core";
import { files } from "@waybill/db/files";
import { and, eq, inArray } from "drizzle-orm";
import { defineFileKind, type FileKind, type Permission, refuse, type TenantContext } from "../../core/index.ts";
import { whyNoTable } from "./table.ts";

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
      upload: whyNoTable,
      release: keepWhileRead,
    }),
    report: defineFileKind({
      ...{ name: `${permission}Report`, title: `Refused rows of an import of ${what}`, owner: "job", permission },
      // The import has been done by then.
      needed: true,
    }),
  };
}

/** @throws a conflict while an import reads the file, or is about to */
async function keepWhileRead({ db, own }: TenantContext, fileId: string): Promise<void> {
  const readers = await db
    .select({ id: jobs.id })
    .from(jobs)
    .innerJoin(files, and(eq(files.tenantId, jobs.tenantId), eq(files.ownerId, jobs.id)))
    .where(own(jobs, eq(files.id, fileId), inArray(jobs.state, ["queued", "running", "retrying"])));
  if (readers.length === 0) return;
  const message = "An import is still reading this file. Wait until it ends, or cancel it.";
  refuse({ path: [], code: "conflict", entity: "file", message });
}
