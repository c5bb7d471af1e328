import { files } from "@waybill/db";
import { eq } from "drizzle-orm";
import { found, type TenantContext } from "../../core/index.ts";

/** A file as the tenant's tables know it. */
export interface FileEntry {
  id: string;
  name: string;
  contentType: string;
  /** Bytes. */
  size: number;
  key: string;
}

/** The key under which a tenant's file is stored. */
export function fileKey(tenantId: string, id: string): string {
  return `${tenantId}/${id}`;
}

/** Enters stored files in the tenant's tables, and finds them there. */
export class FileService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** Enters a file whose bytes are stored. Entering it again changes nothing. */
  async enter(file: Omit<FileEntry, "key">): Promise<{ id: string; name: string; size: number }> {
    const { id, name, contentType, size } = file;
    const { db, tenant, user } = this.#ctx;
    const key = fileKey(tenant.id, id);
    await db
      .insert(files)
      .values({ tenantId: tenant.id, id, name, contentType, size, key, userId: user?.id ?? null })
      .onConflictDoNothing();
    return { id, name, size };
  }

  /** Finds a file. @throws NOT_FOUND */
  async byId(id: string): Promise<FileEntry> {
    const rows = await this.#ctx.db
      .select({ id: files.id, name: files.name, contentType: files.contentType, size: files.size, key: files.key })
      .from(files)
      .where(this.#ctx.own(files, eq(files.id, id)));
    return found(rows, "file");
  }
}
