import { TRPCError } from "@trpc/server";
import { files } from "@waybill/db";
import { and, eq, ne } from "drizzle-orm";
import { type FileKind, found, type Target, type TenantContext } from "../../core/index.ts";

/** A file as the tenant's tables know it. */
export interface FileEntry {
  id: string;
  name: string;
  contentType: string;
  /** Bytes. */
  size: number;
  key: string;
}

/** A file that is to be entered: its bytes are stored. */
export interface NewFile extends Omit<FileEntry, "key"> {
  /** The row that it belongs to, of the entity that its kind names; null for an upload that nothing uses yet. */
  ownerId: string | null;
}

/** The key under which a tenant's file is stored. */
export function fileKey(tenantId: string, id: string): string {
  return `${tenantId}/${id}`;
}

/** What a value refers to that names an upload of a kind. */
export const toUpload = (kind: FileKind): Target => ({
  entity: "file",
  table: files,
  id: files.id,
  stale: ne(files.kind, kind.name),
  staleMessage: "This file was uploaded for something else. Upload it here.",
});

const columns = { id: files.id, name: files.name, contentType: files.contentType, size: files.size, key: files.key };

/** Enters stored files in the tenant's tables, and finds them there. */
export class FileService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** Enters a file whose bytes are stored. Entering it again changes nothing. */
  async enter(kind: FileKind, file: NewFile): Promise<{ id: string; name: string; size: number }> {
    const { id, ownerId, name, contentType, size } = file;
    const { db, tenant, user } = this.#ctx;
    const of = { kind: kind.name, permission: kind.permission, ownerId, userId: user?.id ?? null };
    await db
      .insert(files)
      .values({ ...of, id, name, contentType, size, key: fileKey(tenant.id, id) })
      .onConflictDoNothing();
    return { id, name, size };
  }

  /**
   * Finds a file that the person may read.
   *
   * @throws NOT_FOUND, and FORBIDDEN for who lacks the permission that the file carries
   */
  async open(id: string): Promise<FileEntry> {
    const rows = await this.#ctx.db
      .select({ ...columns, permission: files.permission })
      .from(files)
      .where(this.#own(id));
    const { permission, ...file } = found(rows, "file");
    if (!this.#ctx.permissions.has(permission)) {
      throw new TRPCError({ code: "FORBIDDEN", message: `You need the permission ${permission} for this file.` });
    }
    return file;
  }

  /** Finds a file of a kind, for the job that it is for. @throws NOT_FOUND */
  async ofKind(kind: FileKind, id: string): Promise<FileEntry> {
    const rows = await this.#ctx.db
      .select(columns)
      .from(files)
      .where(and(this.#own(id), eq(files.kind, kind.name)));
    return found(rows, "file");
  }

  /** Notes what an upload is used by. It is kept as long as that. */
  async assign(kind: FileKind, id: string, ownerId: string): Promise<void> {
    await this.#ctx.db
      .update(files)
      .set({ ownerId })
      .where(and(this.#own(id), eq(files.kind, kind.name)));
  }

  #own(id: string) {
    return and(eq(files.tenantId, this.#ctx.tenant.id), eq(files.id, id));
  }
}
