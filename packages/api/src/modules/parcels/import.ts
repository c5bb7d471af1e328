import { createHash } from "node:crypto";
import { items } from "@waybill/db/items";
import { parcels } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import { type FieldIssue, zodIssues } from "@waybill/validators";
import { type ParcelRow, parcelRow } from "@waybill/validators/parcel-import";
import { heaviestParcel } from "@waybill/validators/parcels";
import { createPlace } from "@waybill/validators/places";
import { and, asc, isNull, ne, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { z } from "zod";
import type { TenantContext } from "../../core/index.ts";
import type { Entry, EntryIssue, Settled, Unit } from "../../platform/imports/index.ts";
import { PlaceService } from "../places/index.ts";
import { manifestsOf } from "./manifest.ts";
import { addressColumns, tooHeavy } from "./obstacles.ts";
import { ParcelService } from "./service.ts";
import { weightOf } from "./shipments.ts";

type Recipient = z.output<typeof createPlace>;

/** A parcel of a file. */
interface Order {
  unit: Unit;
  rows: ParcelRow[];
  /** The code of its recipient, and the address if the file has a complete one. */
  code: string;
  recipient: Recipient | null;
  /** The code for the address if `code` belongs to another address. */
  addressCode: string;
  /** The address fields of the file, for the comparison with a place. */
  said: Partial<Address>;
}

type Address = Record<(typeof placeFields)[number], string | null>;

/** The destination of a parcel, or the reason why it is unclear. */
type Destination = { code: string; warning: string | null } | { field: string; reason: string };

/** Existing records that the orders name. */
interface Known {
  items: ReadonlyMap<string, { id: string; weight: number }>;
  places: ReadonlyMap<string, { id: string; address: Address }>;
  parcels: ReadonlyMap<string, { recipientCode: string; recipient: Address; lines: string }>;
}

const placeFields = ["name", "country", "city", "postcode", "line1", "line2"] as const;
const addressFields = ["recipientName", "country", "city", "postcode", "line1", "line2"] as const;

/** A key for the comparison of parcel lines: same items and quantities, in any order. */
const linesKey = (lines: readonly { sku: string; quantity: number }[]) =>
  lines
    .map(({ sku, quantity }) => `${sku}\0${quantity}`)
    .sort()
    .join("\0");

const among = (column: PgColumn, values: readonly string[]) => sql`${column} = any(${sql.param([...values])}::text[])`;

/**
 * Creates draft parcels from the orders of a file: items by SKU, recipients by code, created if missing. An existing
 * parcel with the same contents stays unchanged; one with other contents is refused. Closed orders create no parcel, so
 * that nothing is sent twice.
 */
export async function settleParcels(ctx: TenantContext, units: Unit[], write: boolean): Promise<Settled> {
  const settled: Settled = { created: 0, updated: 0, unchanged: 0, refused: [], warnings: [] };
  const orders: Order[] = [];
  const over: (Over & { unit: Unit })[] = [];
  for (const all of units) {
    const wanted = withoutUnwanted(all);
    settled.unchanged += all.entries.length - wanted.unit.entries.length;
    over.push(...wanted.over.map((one) => ({ unit: all, ...one })));
    const { unit } = wanted;
    if (unit.entries.length === 0) continue;
    const order = orderOf(unit, all);
    if ("issues" in order) settled.refused.push({ unit, issues: order.issues });
    else orders.push(order);
  }
  const unwanted = over.map(({ unit }) => unit.key);
  const known = await knownTo(ctx, orders, unwanted, write);
  for (const { unit, entry, field } of over) {
    // The existing parcel decides, not the closed order.
    if (known.parcels.has(unit.key)) continue;
    settled.warnings.push({ entry, field, reason: overReasons[field](entry.given[field] ?? "") });
  }
  // Including the places of earlier orders in the file.
  const there = new Map([...known.places].map(([code, place]) => [code, place.address]));
  const placeIds = new Map([...known.places].map(([code, { id }]) => [code, id]));
  for (const order of orders) {
    const { unit, recipient } = order;
    const warn = (field: string, reason: string) => {
      const [entry] = unit.entries;
      if (entry) settled.warnings.push({ entry, field, reason });
    };
    const destination = destinationOf(order, there);
    const before = known.parcels.get(unit.key);
    if (before && isSame(before, order, destination)) {
      settled.unchanged += unit.entries.length;
      if (differences(order.said, before.recipient).length > 0) warn("reference", goesElsewhere(before.recipient));
      continue;
    }
    const issues = before ? [takenIssue(unit)] : orderIssues(order, destination, { ...known, codes: there });
    if (issues.length > 0 || !("code" in destination)) {
      settled.refused.push({ unit, issues });
      continue;
    }
    const { code, warning } = destination;
    if (warning) warn("recipientCode", warning);
    if (recipient && !there.has(code)) there.set(code, recipient);
    if (write) await create(ctx, { ...order, code }, known, placeIds);
    settled.created += unit.entries.length;
  }
  return settled;
}

/** Letters and digits only: spelling differences do not change an address. */
const plain = (text: string | null | undefined) =>
  (text ?? "")
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");

/** The fields in which the file differs from a place. Missing fields do not count. */
const differences = (said: Partial<Address>, there: Address) =>
  placeFields.filter((field) => plain(said[field]) !== "" && plain(said[field]) !== plain(there[field]));

/**
 * The place with the code of an order. If the file has another address, the parcel goes to that address: shops identify
 * customers by code, and customers have things sent elsewhere.
 */
function destinationOf(
  { code, addressCode, said, recipient }: Order,
  there: ReadonlyMap<string, Address>,
): Destination {
  const place = there.get(code);
  const [first, ...more] = place ? differences(said, place) : [];
  if (!place || !first) return { code, warning: null };
  if (recipient) {
    const warning = `The place ${code} has another address: ${written(place)}. The parcel goes to the address in the file.`;
    return { code: addressCode, warning };
  }
  if (first === "name" && more.length === 0 && Object.keys(said).length === 1) {
    return { code, warning: `The place ${code} has another name: ${place.name}. The parcel goes there.` };
  }
  const reason = `The place ${code} has another address: ${written(place)}. Enter the complete address in the file, or correct the place.`;
  return { field: first === "name" ? "recipientName" : first, reason };
}

/** Whether an existing parcel equals the one in the file. Its address may have been corrected since. */
function isSame(before: NonNullable<ReturnType<Known["parcels"]["get"]>>, order: Order, to: Destination): boolean {
  const codes = [order.code, "code" in to ? to.code : null];
  return before.lines === linesKey(order.rows) && codes.includes(before.recipientCode);
}

const written = ({ name, line1, postcode, city }: Address) => [name, line1, postcode, city].filter(Boolean).join(", ");

const goesElsewhere = (there: Address) =>
  `This parcel already exists and goes to ${written(there)}. It was not changed.`;

/** The reason why a row creates no parcel, by the field that says so. */
const overReasons = {
  cancelled: (word: string) => `No parcel was created: the order is cancelled (${word}).`,
  sent: (word: string) => `No parcel was created: the order was already sent (${word}).`,
  lineState: (word: string) => `No parcel was created for this line: its state is ${word}.`,
  state: (word: string) => `No parcel was created: the order is ${word}.`,
  payment: (word: string) => `No parcel was created: the order is ${word}.`,
};
type StateField = keyof typeof overReasons;
const stateFields = Object.keys(overReasons) as StateField[]; // keys forgets the names

/** A row of a closed order. */
interface Over {
  entry: Entry;
  field: StateField;
}

/**
 * Removes the rows of closed orders. Shops write the state of an order into its first row only, so it applies to rows
 * without a state. The state of a line applies to the line.
 */
function withoutUnwanted(unit: Unit): { unit: Unit; over: Over[] } {
  const said = (entry: Entry, name: StateField) =>
    entry.record[name] ?? (name === "lineState" ? undefined : firstOf(unit, name));
  const gone = new Set<Entry>();
  const over = unit.entries.flatMap((entry): Over[] => {
    const field = stateFields.find((name) => said(entry, name) === "unwanted");
    if (!field) return [];
    gone.add(entry);
    return [{ entry: { ...entry, given: { [field]: givenOf(unit, field), ...entry.given } }, field }];
  });
  return { unit: { ...unit, entries: unit.entries.filter((entry) => !gone.has(entry)) }, over };
}

const givenOf = ({ entries }: Unit, name: string) =>
  entries.map(({ given }) => given[name]).find((value) => value !== undefined) ?? "";

/**
 * Reads the rows of one reference as a parcel.
 *
 * @param all including closed rows: the first of them may have the recipient.
 */
function orderOf(unit: Unit, all: Unit): Order | { issues: EntryIssue[] } {
  const issues: EntryIssue[] = [];
  const rows: ParcelRow[] = [];
  const add = (found: readonly FieldIssue[], index: number) => {
    const entry = unit.entries[index] ?? unit.entries[0];
    if (!entry) return;
    for (const { path, message } of found) issues.push({ entry, field: String(path[0] ?? ""), reason: message });
  };
  for (const [index, { record }] of unit.entries.entries()) {
    const note = index === 0 ? firstOf(all, "note") : undefined;
    const whole = { sku: "", quantity: "", ...(note ? { note } : {}), ...record };
    const parsed = parcelRow.safeParse(whole);
    if (parsed.success) rows.push(parsed.data);
    else add(zodIssues(parsed.error, whole), index);
  }
  // Shops write the recipient into the first row of an order only.
  const given = Object.fromEntries(addressFields.map((name) => [name, firstOf(all, name) ?? ""]));
  const stated = firstOf(all, "recipientCode");
  for (const name of [...addressFields, "recipientCode"]) {
    const other = unit.entries.find(({ record }) => record[name] !== undefined && record[name] !== firstOf(all, name));
    if (other)
      issues.push({
        entry: other,
        field: name,
        reason: "The rows of this parcel have different recipients. Use the same recipient in all of them.",
      });
  }
  const addressCode = codeOfAddress(given);
  const own = { ...given, name: given.recipientName, code: stated ?? addressCode };
  const address = createPlace.safeParse(own);
  if (!address.success && !stated) add(zodIssues(address.error, own).map(asRecipients), 0);
  const doubled = rows.findIndex(({ sku }, index) => rows.findIndex((row) => row.sku === sku) !== index);
  const again = rows.length === unit.entries.length ? unit.entries[doubled] : undefined;
  if (again) {
    const reason = "This item is already in the parcel. Change its quantity instead.";
    issues.push({ entry: again, field: "sku", reason });
  }
  if (rows.length > 200)
    add([{ path: ["reference"], code: "too_big", message: "A parcel can have at most 200 lines." }], 0);
  if (issues.length > 0) return { issues };
  const recipient = address.success ? address.data : null;
  const { recipientName: name, ...rest } = given;
  const said = Object.fromEntries(Object.entries(recipient ?? { name, ...rest }).filter(([, value]) => value));
  return { unit, rows, recipient, addressCode, code: stated ?? recipient?.code ?? "", said: stated ? said : {} };
}

const firstOf = ({ entries }: Unit, name: string) =>
  entries.map(({ record }) => record[name]).find((value) => value !== undefined);

/** The place's name field is the recipient's name in the file. */
const asRecipients = (issue: FieldIssue): FieldIssue =>
  issue.path[0] === "name" ? { ...issue, path: ["recipientName"] } : issue;

/** A stable code for an address without one, so that the same address is found again. */
function codeOfAddress(address: Record<string, string>): string {
  const text = addressFields.map((name) => address[name]?.toLowerCase().replace(/\s+/g, " ").trim() ?? "").join("\0");
  return `A-${createHash("sha256").update(text).digest("hex").slice(0, 12).toUpperCase()}`;
}

/** Looks up the records that orders name, in three statements regardless of their number. */
async function knownTo(
  ctx: TenantContext,
  orders: readonly Order[],
  unwanted: readonly string[],
  lock: boolean,
): Promise<Known> {
  const { db, inTenant } = ctx;
  const skus = [...new Set(orders.flatMap(({ rows }) => rows.map(({ sku }) => sku)))];
  const codes = [...new Set(orders.flatMap(({ code, addressCode }) => [code, addressCode]))];
  const references = [...orders.map(({ unit }) => unit.key), ...unwanted];
  const there = db
    .select({ id: places.id, code: places.code, address: addressColumns })
    .from(places)
    .where(inTenant(places, among(places.code, codes)))
    .orderBy(asc(places.id));
  const [itemRows, placeRows, manifests] = await Promise.all([
    db
      .select({ id: items.id, sku: items.sku, weight: items.weight })
      .from(items)
      .where(inTenant(items, among(items.sku, skus), isNull(items.archivedAt))),
    lock ? there.for("key share") : there,
    // A cancelled parcel frees its reference.
    manifestsOf(ctx, and(among(parcels.reference, references), ne(parcels.state, "cancelled"))),
  ]);
  return {
    items: new Map(itemRows.map(({ sku, ...item }) => [sku, item])),
    places: new Map(placeRows.map(({ code, ...place }) => [code, place])),
    parcels: new Map(manifests.map(({ reference, lines, ...one }) => [reference, { ...one, lines: linesKey(lines) }])),
  };
}

function takenIssue(unit: Unit): EntryIssue {
  const [entry] = unit.entries;
  if (!entry) throw new Error("A unit has at least one row.");
  const reason = `A parcel with the reference ${unit.key} and different contents already exists. It was not changed.`;
  return { entry, field: "reference", reason };
}

function orderIssues(
  { unit, rows, code, recipient }: Order,
  destination: Destination,
  known: Pick<Known, "items"> & { codes: ReadonlyMap<string, unknown> },
): EntryIssue[] {
  const issues = unit.entries.flatMap((entry, index): EntryIssue[] => {
    const { sku = "" } = rows[index] ?? {};
    return known.items.has(sku)
      ? []
      : [{ entry, field: "sku", reason: `No item has the SKU ${sku}. Create it first, or correct the SKU.` }];
  });
  const [entry] = unit.entries;
  const weight = weightOf(rows.map(({ sku, quantity }) => ({ weight: known.items.get(sku)?.weight ?? 0, quantity })));
  if (entry && weight > heaviestParcel) issues.push({ entry, field: "quantity", reason: tooHeavy });
  if (entry && "reason" in destination) issues.push({ entry, ...destination });
  if (entry && !recipient && !known.codes.has(code)) {
    const reason = `No place has the code ${code}, and the file has no complete address to create one. Add the address or correct the code.`;
    issues.push({ entry, field: "recipientCode", reason });
  }
  return issues;
}

/** Creates a parcel, and its recipient if missing. */
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
