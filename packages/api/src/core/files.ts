import type { EntityName } from "@waybill/validators";
import type { TenantContext } from "./context.ts";
import type { Permission } from "./permissions.ts";

/**
 * Checks an upload: the extension and the content must match, and be of an accepted type. Returns the reason of a refusal,
 * or null.
 *
 * @param beginning the first bytes, at most {@link checkedBytes}.
 * @param whole whether that is the whole file.
 */
export type UploadCheck = (name: string, beginning: Uint8Array, whole: boolean) => string | null;

/** The number of bytes of an upload that are checked before any is stored. */
export const checkedBytes = 64 * 1024;

/** A kind of file: its owner and its permission. */
export interface FileKind {
  /** Stable: stored with each file. Like `parcels.label`. */
  name: string;
  /** For people: "Label". */
  title: string;
  /** The entity that owns the file and takes it along when it is deleted. Null if the file is removed by itself. */
  owner: EntityName | null;
  /** The permission to read it and, where people upload it, to upload it. */
  permission: Permission;
  /** The check of uploads; null if only jobs make such files. */
  upload: UploadCheck | null;
  /** Whether it is stored even above the tenant's quota, because work in progress needs it. */
  needed: boolean;
  /** Called before a file is removed. @throws if the file is still needed */
  release?: (ctx: TenantContext, fileId: string) => Promise<void>;
}

/** Declares a kind of file. */
export function defineFileKind(
  kind: Pick<FileKind, "name" | "title" | "owner" | "permission"> & Partial<FileKind>,
): FileKind {
  return { upload: null, needed: false, ...kind };
}
