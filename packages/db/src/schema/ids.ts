import { v7 } from "uuid";

/** A new id: UUID version 7 (RFC 9562). Ids sort by their creation time. */
export const newId = (): string => v7();

/** The first id of a moment: ids begin with the milliseconds. @param at milliseconds since 1970 */
export function firstIdAt(at: number): string {
  const hex = Math.max(0, Math.floor(at)).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
