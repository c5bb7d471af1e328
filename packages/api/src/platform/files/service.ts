import { TRPCError } from "@trpc/server";
import type { Settings } from "@waybill/config";
import { files, fileUsage } from "@waybill/db/files";
import type { EntityName, FileFilter } from "@waybill/validators";
import { and, eq, inArray, isNotNull, isNull, lt, ne, or, type SQL, sql } from "drizzle-orm";
import {
  type FileKind,
  PermanentJobError,
  type Registry,
  refuse,
  requireRow,
  type Target,
  type TenantContext,
} from "../../core/index.ts";
import { listFiles } from "./list.ts";
import { removeBytes } from "./remove-bytes.ts";

/** A file in the tenant's tables. */
export interface FileEntry {
  id: string;
  name: string;
  contentType: string;
  /** Bytes. */
  size: number;
  key: string;
}

/** A readable file. */
export interface OpenedFile extends FileEntry {
  /** Whether a job generated it. Uploaded content is entirely the uploader's. */
  isGenerated: boolean;
}

/** A file to be entered, with its content in the store. */
export interface NewFile extends Omit<FileEntry, "key"> {
  /** The owner row, of the entity that its kind names; null for an unused upload. */
  ownerId: string | null;
}

/** The storage used by a tenant, and its limits. */
export interface FileUsage {
  bytes: number;
  files: number;
  maxBytes: number;
  maxFiles: number;
}

/** Thrown if a tenant has no storage left. A job that stores a file is not retried. */
export class StorageLimitReached extends PermanentJobError {
  constructor({ FILES_MB_PER_TENANT: megabytes, FILES_PER_TENANT: most }: Settings) {
    super(
      `The storage limit of your organisation is reached (${numbers.format(megabytes)} MB or ${numbers.format(most)} files). Remove files under Settings > Files.`,
    );
  }
}

const megabyte = 1024 * 1024;
const numbers = new Intl.NumberFormat("en");

/** The storage key of a tenant's file. */
export function fileKey(tenantId: string, id: string): string {
  return `${tenantId}/${id}`;
}

/** The target of references to uploads of a kind. */
export const toUpload = (kind: FileKind): Target => ({
  entity: "file",
  table: files,
  unavailable: {
    where: ne(files.kind, kind.name),
    code: "invalid",
    message: "This file was uploaded for another purpose. Upload it here.",
  },
});

const columns = { id: files.id, name: files.name, contentType: files.contentType, size: files.size, key: files.key };

/** The age at which unused files are removed: uploads that were never imported, content that was never entered. */
export const orphanedAfterMs = 24 * 3_600_000;
const orphanedAfter = sql`make_interval(secs => ${orphanedAfterMs / 1000})`;

/** Enters, finds and removes the files of a tenant. */
export class FileService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /**
   * Enters a file whose content is stored. Idempotent.
   *
   * @throws {StorageLimitReached} if the tenant exceeds its storage, unless the kind is always needed
   */
  async enter(kind: FileKind, file: NewFile): Promise<{ id: string; name: string; size: number }> {
    const { id, ownerId, name, contentType, size } = file;
    const { db, tenant, user, hub } = this.#ctx;
    const of = { kind: kind.name, permission: kind.permission, ownerId, userId: user?.id ?? null };
    await db
      .insert(files)
      .values({ tenantId: tenant.id, ...of, id, name, contentType, size, key: fileKey(tenant.id, id) })
      .onConflictDoNothing();
    // The row of totals is locked: a concurrent file waits and is counted.
    if (!kind.needed) this.#assertWithin(await this.usage());
    await hub.announce("file", id);
    return { id, name, size };
  }

  /** The storage used by the tenant, and its limits. */
  async usage(): Promise<FileUsage> {
    const { db, inTenant, settings } = this.#ctx;
    const [row] = await db
      .select({ bytes: fileUsage.bytes, files: fileUsage.files })
      .from(fileUsage)
      .where(inTenant(fileUsage));
    const limits = { maxBytes: settings.FILES_MB_PER_TENANT * megabyte, maxFiles: settings.FILES_PER_TENANT };
    return { bytes: row?.bytes ?? 0, files: row?.files ?? 0, ...limits };
  }

  /** The kinds of files that the person may read. */
  kinds(): { name: string; title: string }[] {
    const { registry, permissions } = this.#ctx;
    const readable = [...registry.files.values()].filter(({ permission }) => permissions.has(permission));
    return readable.map(({ name, title }) => ({ name, title }));
  }

  /** The maximum number of bytes of one more file. @throws {StorageLimitReached} if there is no storage left */
  async remainingBytes(): Promise<number> {
    const usage = await this.usage();
    this.#assertWithin({ ...usage, files: usage.files + 1, bytes: usage.bytes + 1 });
    return usage.maxBytes - usage.bytes;
  }

  /** A page of the readable files, newest first. */
  list(filter: FileFilter) {
    return listFiles(this.#ctx, filter);
  }

  /** Finds a readable file. @throws NOT_FOUND, and FORBIDDEN without the permission of the file */
  async open(id: string): Promise<OpenedFile> {
    const { obstacle, kind, ...file } = await this.#find(id);
    if (obstacle) throw new TRPCError({ code: "FORBIDDEN", message: obstacle });
    return { ...file, isGenerated: this.#ctx.registry.files.get(kind)?.upload === null };
  }

  /** Finds a file of a kind for its job. @throws NOT_FOUND */
  async ofKind(kind: FileKind, id: string): Promise<FileEntry> {
    const rows = await this.#ctx.db
      .select(columns)
      .from(files)
      .where(this.#rowWithId(id, eq(files.kind, kind.name)));
    return requireRow(rows, "file");
  }

  /** Sets the owner of an upload. It is kept as long as its owner. */
  async assign(kind: FileKind, id: string, ownerId: string): Promise<void> {
    await this.#ctx.db
      .update(files)
      .set({ ownerId })
      .where(this.#rowWithId(id, eq(files.kind, kind.name)));
  }

  /**
   * Removes a file; a job removes its content.
   *
   * @throws NOT_FOUND, not_allowed without the permission, and a conflict if it is still needed
   */
  async remove(id: string): Promise<{ id: string }> {
    const { db, jobs, hub, activity, registry } = this.#ctx;
    const { name, kind, key, obstacle } = await this.#find(id);
    if (obstacle) refuse({ path: [], code: "not_allowed", entity: "file", message: obstacle });
    await registry.files.get(kind)?.release?.(this.#ctx, id);
    const removed = await db.delete(files).where(this.#rowWithId(id)).returning({ id: files.id });
    if (removed.length === 0) return { id };
    const entry = { action: "files.remove", entity: "file", entityId: id } as const;
    await Promise.all([
      jobs.enqueue(removeBytes, { key }),
      hub.announce("file", id),
      activity.record({ ...entry, summary: `removed the file ${name}` }),
    ]);
    return { id };
  }

  /** Removes files without an owner, and unused uploads. @returns the keys of their content */
  async removeOrphans(): Promise<string[]> {
    const { db, inTenant, tenant, registry } = this.#ctx;
    const removed: string[] = [];
    for (const { name, owner } of registry.files.values()) {
      if (owner === null) continue;
      const rows = await db
        .delete(files)
        .where(inTenant(files, eq(files.kind, name), isOrphan(owner, tenant.id, registry)))
        .returning({ key: files.key });
      removed.push(...rows.map(({ key }) => key));
    }
    return removed;
  }

  /** The ids that are files of the tenant. */
  async known(ids: readonly string[]): Promise<Set<string>> {
    const { db, inTenant } = this.#ctx;
    const rows = await db
      .select({ id: files.id })
      .from(files)
      .where(inTenant(files, inArray(files.id, [...ids])));
    return new Set(rows.map(({ id }) => id));
  }

  /** @returns a file, and the reason why the person may not read it */
  async #find(id: string) {
    const rows = await this.#ctx.db
      .select({ ...columns, kind: files.kind, permission: files.permission })
      .from(files)
      .where(this.#rowWithId(id));
    const { permission, ...file } = requireRow(rows, "file");
    const readable = this.#ctx.permissions.has(permission);
    return { ...file, obstacle: readable ? null : `You need the permission ${permission} for this file.` };
  }

  #assertWithin({ bytes, files: count, maxBytes, maxFiles }: FileUsage): void {
    if (bytes > maxBytes || count > maxFiles) throw new StorageLimitReached(this.#ctx.settings);
  }

  #rowWithId(id: string, ...conditions: SQL[]) {
    return this.#ctx.inTenant(files, eq(files.id, id), ...conditions);
  }
}

/** The condition that a file's owner no longer exists. */
function isOrphan(owner: EntityName, tenantId: string, { entities }: Registry) {
  const target = entities.get(owner);
  if (!target) throw new Error(`No module declares the table of ${owner}.`);
  const { table } = target;
  const owners = sql`select from ${table} where ${table.tenantId} = ${tenantId} and ${table.id} = ${files.ownerId}`;
  const unused = and(isNull(files.ownerId), lt(files.createdAt, sql`now() - ${orphanedAfter}`));
  return or(unused, and(isNotNull(files.ownerId), sql`not exists (${owners})`));
}
