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
import type { Entry, EntryIssue, GroupsOutcome, RowGroup } from "../../platform/imports/index.ts";
import { PlaceService } from "../places/index.ts";
import { contentsOf } from "./contents.ts";
import { addressColumns, tooHeavy } from "./obstacles.ts";
import { ParcelService } from "./service.ts";
import { weightOf } from "./shipments.ts";

type Recipient = z.output<typeof createPlace>;

/** A parcel of a file. */
interface Order {
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
export async function applyParcels(ctx: TenantContext, groups: RowGroup[], write: boolean): Promise<GroupsOutcome> {
  const outcome: GroupsOutcome = { created: 0, updated: 0, unchanged: 0, refused: [], warnings: [] };
  const orders: Order[] = [];
  const closed: (ClosedRow & { group: RowGroup })[] = [];
  for (const all of groups) {
    const open = withoutClosedRows(all);
    outcome.unchanged += all.entries.length - open.group.entries.length;
    closed.push(...open.closed.map((one) => ({ group: all, ...one })));
    const { group } = open;
    if (group.entries.length === 0) continue;
    const order = orderOf(group, all);
    if ("issues" in order) outcome.refused.push({ group, issues: order.issues });
    else orders.push(order);
  }
  const unwanted = closed.map(({ group }) => group.key);
  const known = await knownTo(ctx, orders, unwanted, write);
  for (const { group, entry, field } of closed) {
    // The existing parcel decides, not the closed order.
    if (known.parcels.has(group.key)) continue;
    outcome.warnings.push({ entry, field, reason: closedReasons[field](entry.original[field] ?? "") });
  }
  // Including the places of earlier orders in the file.
  const addresses = new Map([...known.places].map(([code, place]) => [code, place.address]));
  const placeIds = new Map([...known.places].map(([code, { id }]) => [code, id]));
  for (const order of orders) {
    const { group, recipient } = order;
    const warn = (field: string, reason: string) => {
      const [entry] = group.entries;
      if (entry) outcome.warnings.push({ entry, field, reason });
    };
    const destination = destinationOf(order, addresses);
    const before = known.parcels.get(group.key);
    if (before && isSame(before, order, destination)) {
      outcome.unchanged += group.entries.length;
      if (differences(order.stated, before.recipient).length > 0) warn("reference", goesElsewhere(before.recipient));
      continue;
    }
    const issues = before ? [takenIssue(group)] : orderIssues(order, destination, { ...known, codes: addresses });
    if (issues.length > 0 || !("code" in destination)) {
      outcome.refused.push({ group, issues });
      continue;
    }
    const { code, warning } = destination;
    if (warning) warn("recipientCode", warning);
    if (recipient && !addresses.has(code)) addresses.set(code, recipient);
    if (write) await create(ctx, { ...order, code }, known, placeIds);
    outcome.created += group.entries.length;
  }
  return outcome;
}

/** Letters and digits only: spelling differences do not change an address. */
const plain = (text: string | null | undefined) =>
  (text ?? "")
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");

/** The fields in which the file differs from a place. Missing fields do not count. */
const differences = (stated: Partial<Address>, address: Address) =>
  placeFields.filter((field) => plain(stated[field]) !== "" && plain(stated[field]) !== plain(address[field]));

/**
 * The place with the code of an order. If the file has another address, the parcel goes to that address: shops identify
 * customers by code, and customers have things sent elsewhere.
 */
function destinationOf(
  { code, addressCode, stated, recipient }: Order,
  addresses: ReadonlyMap<string, Address>,
): Destination {
  const place = addresses.get(code);
  const [first, ...more] = place ? differences(stated, place) : [];
  if (!place || !first) return { code, warning: null };
  if (recipient) {
    const warning = `The place ${code} has another address: ${written(place)}. The parcel goes to the address in the file.`;
    return { code: addressCode, warning };
  }
  if (first === "name" && more.length === 0 && Object.keys(stated).length === 1) {
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

const goesElsewhere = (address: Address) =>
  `This parcel already exists and goes to ${written(address)}. It was not changed.`;

/** The reason why a row creates no parcel, by the field that says so. */
const closedReasons = {
  cancelled: (word: string) => `No parcel was created: the order is cancelled (${word}).`,
  sent: (word: string) => `No parcel was created: the order was already sent (${word}).`,
  lineState: (word: string) => `No parcel was created for this line: its state is ${word}.`,
  state: (word: string) => `No parcel was created: the order is ${word}.`,
  payment: (word: string) => `No parcel was created: the order is ${word}.`,
};
type StateField = keyof typeof closedReasons;
const stateFields = Object.keys(closedReasons) as StateField[]; // keys forgets the names

/** A row of a closed order. */
interface ClosedRow {
  entry: Entry;
  field: StateField;
}

/**
 * Removes the rows of closed orders. Shops write the state of an order into its first row only, so it applies to rows
 * without a state. The state of a line applies to the line.
 */
function withoutClosedRows(group: RowGroup): { group: RowGroup; closed: ClosedRow[] } {
  const said = (entry: Entry, name: StateField) =>
    entry.record[name] ?? (name === "lineState" ? undefined : firstOf(group, name));
  const gone = new Set<Entry>();
  const closed = group.entries.flatMap((entry): ClosedRow[] => {
    const field = stateFields.find((name) => said(entry, name) === "unwanted");
    if (!field) return [];
    gone.add(entry);
    return [{ entry: { ...entry, original: { [field]: originalOf(group, field), ...entry.original } }, field }];
  });
  return { group: { ...group, entries: group.entries.filter((entry) => !gone.has(entry)) }, closed };
}

const originalOf = ({ entries }: RowGroup, name: string) =>
  entries.map(({ original }) => original[name]).find((value) => value !== undefined) ?? "";

/**
 * Reads the rows of one reference as a parcel.
 *
 * @param all including closed rows: the first of them may have the recipient.
 */
function orderOf(group: RowGroup, all: RowGroup): Order | { issues: EntryIssue[] } {
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
  const said = Object.fromEntries(Object.entries(recipient ?? { name, ...rest }).filter(([, value]) => value));
  return { group, rows, recipient, addressCode, code: stated ?? recipient?.code ?? "", stated: stated ? said : {} };
}

const firstOf = ({ entries }: RowGroup, name: string) =>
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
  const references = [...orders.map(({ group }) => group.key), ...unwanted];
  const placeQuery = db
    .select({ id: places.id, code: places.code, address: addressColumns })
    .from(places)
    .where(inTenant(places, among(places.code, codes)))
    .orderBy(asc(places.id));
  const [itemRows, placeRows, manifests] = await Promise.all([
    db
      .select({ id: items.id, sku: items.sku, weight: items.weight })
      .from(items)
      .where(inTenant(items, among(items.sku, skus), isNull(items.archivedAt))),
    lock ? placeQuery.for("key share") : placeQuery,
    // A cancelled parcel frees its reference.
    contentsOf(ctx, and(among(parcels.reference, references), ne(parcels.state, "cancelled"))),
  ]);
  return {
    items: new Map(itemRows.map(({ sku, ...item }) => [sku, item])),
    places: new Map(placeRows.map(({ code, ...place }) => [code, place])),
    parcels: new Map(manifests.map(({ reference, lines, ...one }) => [reference, { ...one, lines: linesKey(lines) }])),
  };
}

function takenIssue(group: RowGroup): EntryIssue {
  const [entry] = group.entries;
  if (!entry) throw new Error("A group has at least one row.");
  const reason = `A parcel with the reference ${group.key} and different contents already exists. It was not changed.`;
  return { entry, field: "reference", reason };
}

function orderIssues(
  { group, rows, code, recipient }: Order,
  destination: Destination,
  known: Pick<Known, "items"> & { codes: ReadonlyMap<string, unknown> },
): EntryIssue[] {
  const issues = group.entries.flatMap((entry, index): EntryIssue[] => {
    const { sku = "" } = rows[index] ?? {};
    return known.items.has(sku)
      ? []
      : [{ entry, field: "sku", reason: `No item has the SKU ${sku}. Create it first, or correct the SKU.` }];
  });
  const [entry] = group.entries;
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
  const { group, rows, code, recipient } = order;
  if (!placeIds.has(code) && recipient) {
    const { id } = await new PlaceService(ctx).create({ ...recipient, code });
    placeIds.set(code, id);
  }
  const lines = rows.map(({ sku, quantity }) => ({ itemId: known.items.get(sku)?.id ?? "", quantity }));
  const note = rows.map((row) => row.note).find(Boolean) ?? null;
  const recipientId = placeIds.get(code) ?? "";
  await new ParcelService(ctx).create({ reference: group.key, recipientId, lines, tagIds: [], note, packed: false });
}
