import { createHash } from "node:crypto";
import { type FieldIssue, zodIssues } from "@waybill/validators";
import { type ParcelRow, parcelRow } from "@waybill/validators/parcel-import";
import { createPlace } from "@waybill/validators/places";
import type { z } from "zod";
import type { EntryIssue, RowGroup } from "../../../platform/imports/index.ts";
import type { Address } from "./import.ts";

type Recipient = z.output<typeof createPlace>;

/** A parcel of a file. */
export interface Order {
  group: RowGroup;
  rows: ParcelRow[];
  /** The code of its recipient, and the address if the file has a complete one. */
  code: string;
  recipient: Recipient | null;
  /** The code for the address if `code` belongs to another address. */
  addressCode: string;
  /** The address fields of the file, for the comparison with a place. */
  stated: Partial<Address>;
}

const addressFields = ["recipientName", "country", "city", "postcode", "line1", "line2"] as const;

/**
 * Reads the rows of one reference as a parcel.
 *
 * @param all including closed rows: the first of them may have the recipient.
 */
export function orderOf(group: RowGroup, all: RowGroup): Order | { issues: EntryIssue[] } {
  const issues: EntryIssue[] = [];
  const rows: ParcelRow[] = [];
  const add = (found: readonly FieldIssue[], index: number) => {
    const entry = group.entries[index] ?? group.entries[0];
    if (!entry) return;
    for (const { path, message } of found) issues.push({ entry, field: String(path[0] ?? ""), reason: message });
  };
  for (const [index, { record }] of group.entries.entries()) {
    const note = index === 0 ? firstOf(all, "note") : undefined;
    const whole = { sku: "", quantity: "", ...(note ? { note } : {}), ...record };
    const parsed = parcelRow.safeParse(whole);
    if (parsed.success) rows.push(parsed.data);
    else add(zodIssues(parsed.error, whole), index);
  }
  // Shops write the recipient into the first row of an order only.
  const texts = Object.fromEntries(addressFields.map((name) => [name, firstOf(all, name) ?? ""]));
  const stated = firstOf(all, "recipientCode");
  for (const name of [...addressFields, "recipientCode"]) {
    const other = group.entries.find(({ record }) => record[name] !== undefined && record[name] !== firstOf(all, name));
    if (other)
      issues.push({
        entry: other,
        field: name,
        reason: "The rows of this parcel have different recipients. Use the same recipient in all of them.",
      });
  }
  const addressCode = codeOfAddress(texts);
  const own = { ...texts, name: texts.recipientName, code: stated ?? addressCode };
  const address = createPlace.safeParse(own);
  if (!address.success && !stated) add(zodIssues(address.error, own).map(asRecipients), 0);
  const doubled = rows.findIndex(({ sku }, index) => rows.findIndex((row) => row.sku === sku) !== index);
  const again = rows.length === group.entries.length ? group.entries[doubled] : undefined;
  if (again) {
    const reason = "This item is already in the parcel. Change its quantity instead.";
    issues.push({ entry: again, field: "sku", reason });
  }
  if (rows.length > 200)
    add([{ path: ["reference"], code: "too_big", message: "A parcel can have at most 200 lines." }], 0);
  if (issues.length > 0) return { issues };
  const recipient = address.success ? address.data : null;
  const { recipientName: name, ...rest } = texts;
  const statedFields = Object.fromEntries(Object.entries(recipient ?? { name, ...rest }).filter(([, value]) => value));
  return {
    group,
    rows,
    recipient,
    addressCode,
    code: stated ?? recipient?.code ?? "",
    stated: stated ? statedFields : {},
  };
}

/** The first value of a column in the rows of an order; undefined if all are empty. */
export const firstOf = ({ entries }: RowGroup, name: string) =>
  entries.map(({ record }) => record[name]).find((value) => value !== undefined);

/** The place's name field is the recipient's name in the file. */
const asRecipients = (issue: FieldIssue): FieldIssue =>
  issue.path[0] === "name" ? { ...issue, path: ["recipientName"] } : issue;

/** A stable code for an address without one, so that the same address is found again. */
function codeOfAddress(address: Record<string, string>): string {
  const text = addressFields.map((name) => address[name]?.toLowerCase().replace(/\s+/g, " ").trim() ?? "").join("\0");
  return `A-${createHash("sha256").update(text).digest("hex").slice(0, 12).toUpperCase()}`;
}
