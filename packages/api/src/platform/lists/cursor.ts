import { id as idSchema, moment } from "@waybill/validators";
import { type SQL, sql } from "drizzle-orm";
import { refuse } from "../../core/index.ts";

// The cursor of a list: the id of a row, and its sort value if the list is not sorted by the id.

/** The kind of a sort value. A name is in the order of a dictionary, other texts in that of the database. */
export type KeyKind = "moment" | "text" | "name" | "id";

/** A row with the values of its cursor. */
export interface ScannedRow {
  id: string;
  key: string | null;
}

/** The SQL types of sort values. */
export const keyTypes: Record<KeyKind, SQL> = {
  moment: sql`timestamptz`,
  text: sql`text`,
  name: sql`text`,
  id: sql`uuid`,
};

/** SQL of a sort value as text. @param value its SQL */
export const keyText = (kind: KeyKind, value: SQL) =>
  kind === "moment" ? sql`to_char(${value} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')` : sql`${value}::text`;

const fitting: Record<KeyKind | "rank", (key: string) => boolean> = {
  moment: (key) => moment.safeParse(key).success,
  text: () => true,
  name: () => true,
  id: (key) => idSchema.safeParse(key).success,
  rank: (key) => /^[0-2]$/.test(key),
};

/**
 * The start of a page.
 *
 * @param kind of the sort key, if it is not the id; `rank` for the relevance of a search.
 * @throws invalid at `cursor` if it belongs to another order
 */
export function readCursor(
  cursor: string | null | undefined,
  kind?: KeyKind | "rank",
): { id: string; key: string | null } | null {
  if (!cursor) return null;
  const at = cursor.indexOf("~");
  const [text, key] = at < 0 ? [cursor, null] : [cursor.slice(0, at), cursor.slice(at + 1)];
  const fits = kind === undefined ? key === null : key !== null && fitting[kind](key);
  const id = idSchema.safeParse(text).data;
  if (!fits || id === undefined) {
    const message = "The sort order has changed. Start again from the first page.";
    refuse({ path: ["cursor"], code: "invalid", message });
  }
  return { id, key };
}

/** The cursor after a row. */
export const cursorOf = ({ id, key }: ScannedRow): string => (key === null ? id : `${id}~${key}`);
