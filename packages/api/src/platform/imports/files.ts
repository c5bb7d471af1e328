import { jobs } from "@waybill/db/core";
import { files } from "@waybill/db/files";
import { and, eq, inArray } from "drizzle-orm";
import { defineFileKind, type FileKind, type Permission, refuse, type TenantContext } from "../../core/index.ts";
import { tableRefusal } from "./table.ts";

/** The file kinds of an import. */
export interface ImportFiles {
  /** The upload. */
  upload: FileKind;
  /** The refused rows with their reasons. */
  report: FileKind;
}

/**
 * The file kinds of an import. The import permission covers both, since both hold imported data.
 *
 * @param what the plural of the imported records: "items".
 */
export function importFiles(what: string, permission: Permission): ImportFiles {
  return {
    upload: defineFileKind({
      ...{ name: permission, title: `Import of ${what}`, owner: "job", permission },
      upload: tableRefusal,
      release: keepWhileRead,
    }),
    report: defineFileKind({
      ...{ name: `${permission}Report`, title: `Refused rows of an import of ${what}`, owner: "job", permission },
      // By then the import has ended.
      needed: true,
    }),
  };
}

/** @throws a conflict while an import reads the file, or will */
async function keepWhileRead({ db, inTenant }: TenantContext, fileId: string): Promise<void> {
  const readers = await db
    .select({ id: jobs.id })
    .from(jobs)
    .innerJoin(files, and(eq(files.tenantId, jobs.tenantId), eq(files.ownerId, jobs.id)))
    .where(inTenant(jobs, eq(files.id, fileId), inArray(jobs.state, ["queued", "running", "retrying"])));
  if (readers.length === 0) return;
  const message = "An import is still reading this file. Wait until it ends, or cancel it.";
  refuse({ path: [], code: "conflict", entity: "file", message });
}
