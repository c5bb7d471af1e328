import { items } from "@waybill/db/items";
import { parcels } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import { maxParcelWeight } from "@waybill/validators/parcels";
import { and, asc, isNull, ne, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { TenantContext } from "../../../core/index.ts";
import type { EntryIssue, GroupsOutcome, RowGroup } from "../../../platform/imports/index.ts";
import { PlaceService } from "../../places/index.ts";
import { contentsOf } from "../contents.ts";
import { addressColumns, tooHeavy } from "../dispatch/obstacles.ts";
import { weightOf } from "../dispatch/shipments.ts";
import { ParcelService } from "../service.ts";
import { type ClosedRow, closedReasons, withoutClosedRows } from "./closed-rows.ts";
import { type Order, orderOf } from "./import-order.ts";

export type Address = Record<(typeof placeFields)[number], string | null>;

/** The destination of a parcel, or the reason why it is unclear. */
type Destination = { code: string; warning: string | null } | { field: string; reason: string };

/** Existing records that the orders name. */
interface Known {
  items: ReadonlyMap<string, { id: string; weight: number }>;
  places: ReadonlyMap<string, { id: string; address: Address }>;
  parcels: ReadonlyMap<string, { recipientCode: string; recipient: Address; lines: string }>;
}

const placeFields = ["name", "country", "city", "postcode", "line1", "line2"] as const;
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
 * that nothing is dispatched twice.
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
 * customers by code, and customers order to other addresses.
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
  if (entry && weight > maxParcelWeight) issues.push({ entry, field: "quantity", reason: tooHeavy });
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
