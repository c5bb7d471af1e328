import type { EntityName } from "@waybill/validators";
import type { TenantContext } from "./context.ts";
import type { Permission } from "./permissions.ts";

/**
 * Why an upload does not fit its kind, in words; null where it does. Its name's ending and its content have to be of one
 * kind, and of one that is wanted.
 *
 * @param beginning its first bytes, {@link beginningBytes} at the most.
 * @param whole whether these are all of them.
 */
export type UploadCheck = (name: string, beginning: Uint8Array, whole: boolean) => string | null;

/** How many bytes of an upload are looked at before any of it is stored. */
export const beginningBytes = 64 * 1024;

/** A kind of file: what it belongs to, and who may read it. */
export interface FileKind {
  /** Stable: it is kept with each file. Like `parcels.label`. */
  name: string;
  /** What it is, for people: "Label". */
  title: string;
  /** What a file of this kind belongs to; it is removed when that is gone. Null for one that is kept until somebody removes it. */
  owner: EntityName | null;
  /** Reads it; and where people upload it, that too. */
  permission: Permission;
  /** How uploads of it are looked at; null where people upload none, and jobs make it. */
  upload: UploadCheck | null;
  /** Whether it is kept even where the tenant has no room left, because work that has begun needs it. */
  needed: boolean;
  /** Lets go of a file before it is removed. @throws where it cannot be spared */
  release?: (ctx: TenantContext, fileId: string) => Promise<void>;
}

/** Declares a kind of file. */
export function defineFileKind(
  kind: Pick<FileKind, "name" | "title" | "owner" | "permission"> & Partial<FileKind>,
): FileKind {
  return { upload: null, needed: false, ...kind };
}
