import type { Entry, RowGroup } from "../../../platform/imports/index.ts";
import { firstOf } from "./import-order.ts";

/** The reasons why a row creates no parcel, by field. */
export const closedReasons = {
  cancelled: (word: string) => `No parcel was created: the order is cancelled (${word}).`,
  sent: (word: string) => `No parcel was created: the order was already dispatched (${word}).`,
  lineState: (word: string) => `No parcel was created for this line: its state is ${word}.`,
  state: (word: string) => `No parcel was created: the order is ${word}.`,
  payment: (word: string) => `No parcel was created: the order is ${word}.`,
};

type StateField = keyof typeof closedReasons;
const stateFields = Object.keys(closedReasons) as StateField[]; // keys forgets the names
/** A row of a closed order. */
export interface ClosedRow {
  entry: Entry;
  field: StateField;
}

/**
 * Removes the rows of closed orders. Shops write the state of an order into its first row only, so it applies to rows
 * without a state. The state of a line applies to the line.
 */
export function withoutClosedRows(group: RowGroup): { group: RowGroup; closed: ClosedRow[] } {
  const stateOf = (entry: Entry, name: StateField) =>
    entry.record[name] ?? (name === "lineState" ? undefined : firstOf(group, name));
  const gone = new Set<Entry>();
  const closed = group.entries.flatMap((entry): ClosedRow[] => {
    const field = stateFields.find((name) => stateOf(entry, name) === "unwanted");
    if (!field) return [];
    gone.add(entry);
    return [{ entry: { ...entry, original: { [field]: originalOf(group, field), ...entry.original } }, field }];
  });
  return { group: { ...group, entries: group.entries.filter((entry) => !gone.has(entry)) }, closed };
}

const originalOf = ({ entries }: RowGroup, name: string) =>
  entries.map(({ original }) => original[name]).find((value) => value !== undefined) ?? "";
