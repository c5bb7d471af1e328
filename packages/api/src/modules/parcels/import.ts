import { createHash } from "node:crypto";
import { items, parcels, places } from "@waybill/db";
import {
  createPlace,
  type FieldIssue,
  heaviestParcel,
  type ParcelRow,
  parcelRow,
  zodIssues,
} from "@waybill/validators";
import { and, asc, isNull, ne, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { z } from "zod";
import type { TenantContext } from "../../core/index.ts";
import type { Entry, EntryIssue, Settled, Unit } from "../../platform/imports/index.ts";
import { PlaceService } from "../places/index.ts";
import { tooHeavy } from "./departure.ts";
import { manifestsOf } from "./manifest.ts";
import { ParcelService } from "./service.ts";
import { weightOf } from "./shipments.ts";

type Recipient = z.output<typeof createPlace>;

/** A parcel as a file describes it. */
interface Order {
  unit: Unit;
  rows: ParcelRow[];
  /** The code of its recipient, and its address where the file has one. */
  code: string;
  recipient: Recipient | null;
}

/** What there is already of what the orders name. */
interface Known {
  items: ReadonlyMap<string, { id: string; weight: number }>;
  places: ReadonlyMap<string, string>;
  parcels: ReadonlyMap<string, { recipientCode: string; lines: string }>;
}

const addressFields = ["recipientName", "country", "city", "postcode", "line1", "line2"] as const;

/** How a parcel's lines are compared: the same items in the same numbers, in any order. */
const linesKey = (lines: readonly { sku: string; quantity: number }[]) =>
  lines
    .map(({ sku, quantity }) => `${sku}\0${quantity}`)
    .sort()
    .join("\0");

const among = (column: PgColumn, values: readonly string[]) => sql`${column} = any(${sql.param([...values])}::text[])`;

/**
 * Makes parcels of a file's orders, as drafts: their items by SKU, their recipients by code, or made where there is none. A
 * parcel that is there already with the same contents stays as it is; one with others is refused, never changed. Rows of
 * orders that are over make no parcel, so that nothing is sent twice, and an export brings nothing back.
 */
export async function settleParcels(ctx: TenantContext, units: Unit[], write: boolean): Promise<Settled> {
  const settled: Settled = { created: 0, updated: 0, unchanged: 0, refused: [], warnings: [] };
  const orders: Order[] = [];
  const over: { unit: Unit; entry: Entry; field: string }[] = [];
  for (const all of units) {
    const wanted = withoutUnwanted(all);
    settled.unchanged += all.entries.length - wanted.unit.entries.length;
    over.push(...wanted.over.map((one) => ({ unit: all, ...one })));
    const { unit } = wanted;
    if (unit.entries.length === 0) continue;
    const order = orderOf(unit);
    if ("issues" in order) settled.refused.push({ unit, issues: order.issues });
    else orders.push(order);
  }
  const unwanted = over.map(({ unit }) => unit.key);
  const known = await knownTo(ctx, orders, unwanted, write);
  for (const { unit, entry, field } of over) {
    // What has become a parcel before is told by the parcel.
    if (known.parcels.has(unit.key)) continue;
    const reason = `No parcel is made: the order is ${entry.given[field] ?? "over"}.`;
    settled.warnings.push({ entry, field, reason });
  }
  const placeIds = new Map(known.places);
  for (const order of orders) {
    const { unit, rows, code } = order;
    const before = known.parcels.get(unit.key);
    const same = before?.recipientCode === code && before.lines === linesKey(rows);
    if (before && same) {
      settled.unchanged += unit.entries.length;
      continue;
    }
    const issues = before ? [takenIssue(unit)] : orderIssues(order, known);
    if (issues.length > 0) {
      settled.refused.push({ unit, issues });
      continue;
    }
    if (write) await create(ctx, order, known, placeIds);
    settled.created += unit.entries.length;
  }
  return settled;
}

/** The fields that say whether an order is to be sent. */
const stateFields = ["cancelled", "state", "payment"] as const;

/**
 * Takes the rows out that say of themselves that they are over. Shops write an order's state into its first row alone: it
 * counts for the rows that have none.
 */
function withoutUnwanted(unit: Unit): { unit: Unit; over: { entry: Entry; field: string }[] } {
  const over = unit.entries.flatMap((entry) => {
    const field = stateFields.find((name) => (entry.record[name] ?? firstOf(unit, name)) === "unwanted");
    return field
      ? [{ entry: { ...entry, given: { [field]: givenOf(unit, field), ...entry.given } }, of: entry, field }]
      : [];
  });
  const gone = new Set(over.map(({ of }) => of));
  return { unit: { ...unit, entries: unit.entries.filter((entry) => !gone.has(entry)) }, over };
}

const givenOf = ({ entries }: Unit, name: string) =>
  entries.map(({ given }) => given[name]).find((value) => value !== undefined) ?? "";

/** Reads the rows of one reference as a parcel. */
function orderOf(unit: Unit): Order | { issues: EntryIssue[] } {
  const issues: EntryIssue[] = [];
  const rows: ParcelRow[] = [];
  const add = (found: readonly FieldIssue[], index: number) => {
    const entry = unit.entries[index] ?? unit.entries[0];
    if (!entry) return;
    for (const { path, message } of found) issues.push({ entry, field: String(path[0] ?? ""), reason: message });
  };
  for (const [index, { record }] of unit.entries.entries()) {
    const whole = { sku: "", quantity: "", ...record };
    const parsed = parcelRow.safeParse(whole);
    if (parsed.success) rows.push(parsed.data);
    else add(zodIssues(parsed.error, whole), index);
  }
  // Shops write the recipient into the first row of an order alone.
  const given = Object.fromEntries(addressFields.map((name) => [name, firstOf(unit, name) ?? ""]));
  const stated = firstOf(unit, "recipientCode");
  for (const name of [...addressFields, "recipientCode"]) {
    const other = unit.entries.find(({ record }) => record[name] !== undefined && record[name] !== firstOf(unit, name));
    if (other) issues.push({ entry: other, field: name, reason: "Rows of one parcel have different recipients." });
  }
  const own = { ...given, name: given.recipientName, code: stated ?? codeOfAddress(given) };
  const address = createPlace.safeParse(own);
  if (!address.success && !stated) add(zodIssues(address.error, own).map(asRecipients), 0);
  const doubled = rows.findIndex(({ sku }, index) => rows.findIndex((row) => row.sku === sku) !== index);
  const again = rows.length === unit.entries.length ? unit.entries[doubled] : undefined;
  if (again) {
    const reason = "This item is already in the parcel; change its quantity instead.";
    issues.push({ entry: again, field: "sku", reason });
  }
  if (rows.length > 200)
    add([{ path: ["reference"], code: "too_big", message: "A parcel has 200 lines at the most." }], 0);
  if (issues.length > 0) return { issues };
  const recipient = address.success ? address.data : null;
  return { unit, rows, recipient, code: stated ?? recipient?.code ?? "" };
}

const firstOf = ({ entries }: Unit, name: string) =>
  entries.map(({ record }) => record[name]).find((value) => value !== undefined);

/** The name of a place is the recipient's here. */
const asRecipients = (issue: FieldIssue): FieldIssue =>
  issue.path[0] === "name" ? { ...issue, path: ["recipientName"] } : issue;

/** The code of an address that has none: the same for the same address, so that it is found again. */
function codeOfAddress(address: Record<string, string>): string {
  const text = addressFields.map((name) => address[name]?.toLowerCase().replace(/\s+/g, " ").trim() ?? "").join("\0");
  return `A-${createHash("sha256").update(text).digest("hex").slice(0, 12).toUpperCase()}`;
}

/** Looks up what orders name, in three statements whatever their number. */
async function knownTo(
  ctx: TenantContext,
  orders: readonly Order[],
  unwanted: readonly string[],
  lock: boolean,
): Promise<Known> {
  const { db, own } = ctx;
  const skus = [...new Set(orders.flatMap(({ rows }) => rows.map(({ sku }) => sku)))];
  const codes = [...new Set(orders.map(({ code }) => code))];
  const references = [...orders.map(({ unit }) => unit.key), ...unwanted];
  const there = db
    .select({ id: places.id, code: places.code })
    .from(places)
    .where(own(places, among(places.code, codes)))
    .orderBy(asc(places.id));
  const [itemRows, placeRows, manifests] = await Promise.all([
    db
      .select({ id: items.id, sku: items.sku, weight: items.weight })
      .from(items)
      .where(own(items, among(items.sku, skus), isNull(items.archivedAt))),
    lock ? there.for("key share") : there,
    // A cancelled parcel gives its reference back.
    manifestsOf(ctx, and(among(parcels.reference, references), ne(parcels.state, "cancelled"))),
  ]);
  return {
    items: new Map(itemRows.map(({ sku, ...item }) => [sku, item])),
    places: new Map(placeRows.map(({ code, id }) => [code, id])),
    parcels: new Map(
      manifests.map(({ reference, recipientCode, lines }) => [reference, { recipientCode, lines: linesKey(lines) }]),
    ),
  };
}

function takenIssue(unit: Unit): EntryIssue {
  const [entry] = unit.entries;
  if (!entry) throw new Error("A unit has at least one row.");
  const reason = `The reference ${unit.key} is already used by a parcel with other contents. It was not changed.`;
  return { entry, field: "reference", reason };
}

function orderIssues({ unit, rows, code, recipient }: Order, known: Known): EntryIssue[] {
  const issues = unit.entries.flatMap((entry, index): EntryIssue[] => {
    const { sku = "" } = rows[index] ?? {};
    return known.items.has(sku) ? [] : [{ entry, field: "sku", reason: `There is no item with the SKU ${sku}.` }];
  });
  const [entry] = unit.entries;
  const weight = weightOf(rows.map(({ sku, quantity }) => ({ weight: known.items.get(sku)?.weight ?? 0, quantity })));
  if (entry && weight > heaviestParcel) issues.push({ entry, field: "quantity", reason: tooHeavy });
  if (entry && !recipient && !known.places.has(code)) {
    const reason = `There is no place with the code ${code}, and the file has no whole address to make it of.`;
    issues.push({ entry, field: "recipientCode", reason });
  }
  return issues;
}

/** Makes a parcel, and its recipient where there is none yet. */
async function create(ctx: TenantContext, order: Order, known: Known, placeIds: Map<string, string>): Promise<void> {
  const { unit, rows, code, recipient } = order;
  if (!placeIds.has(code) && recipient) {
    const { id } = await new PlaceService(ctx).create({ ...recipient, code });
    placeIds.set(code, id);
  }
  const lines = rows.map(({ sku, quantity }) => ({ itemId: known.items.get(sku)?.id ?? "", quantity }));
  const note = rows.map((row) => row.note).find(Boolean) ?? null;
  const recipientId = placeIds.get(code) ?? "";
  await new ParcelService(ctx).create({ reference: unit.key, recipientId, lines, tagIds: [], note, packed: false });
}
