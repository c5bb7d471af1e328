import type { EntityName } from "@waybill/validators";
import type { TenantContext } from "./context.ts";
import type { Permission } from "./permissions.ts";

/** A kind of file: what it belongs to, and who may read it. */
export interface FileKind {
  /** Stable: it is kept with each file. Like `parcels.label`. */
  name: string;
  /** What it is, for people: "Label". */
  title: string;
  /** What a file of this kind belongs to; it is removed when that is gone. */
  owner: EntityName;
  /** Reads it; and where people upload it, that too. */
  permission: Permission;
  /** Whether people upload it. Otherwise jobs make it. */
  uploaded: boolean;
  /** Whether it is kept even where the tenant has no room left, because work that has begun needs it. */
  needed: boolean;
  /** Lets go of a file before it is removed. @throws where it cannot be spared */
  release?: (ctx: TenantContext, fileId: string) => Promise<void>;
}

/** Declares a kind of file. */
export function defineFileKind(
  kind: Pick<FileKind, "name" | "title" | "owner" | "permission"> & Partial<FileKind>,
): FileKind {
  return { uploaded: false, needed: false, ...kind };
}
