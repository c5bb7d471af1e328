import { items } from "@waybill/db/items";
import { type FrozenAddress, parcelItems } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import type { EntityName, FieldIssue } from "@waybill/validators";
import { maxParcelWeight, type ObstacleKind, type ParcelState } from "@waybill/validators/parcels";
import { needsPostcode } from "@waybill/validators/places";
import { sql } from "drizzle-orm";
import type { TenantContext } from "../../../core/index.ts";
import { unprintable } from "../../../platform/print/index.ts";
import { shortage } from "../../items/index.ts";
import { unprintableAddress, unprintableSender } from "../labels/label.ts";
import { weightOf } from "./shipments.ts";

// The requirements for a dispatch. Single dispatch, batch and preflight share this code, so that they cannot disagree.

/** The address columns of a shipment. */
export const addressColumns = {
  name: places.name,
  line1: places.line1,
  line2: places.line2,
  postcode: places.postcode,
  city: places.city,
  country: places.country,
};

/** The line columns of a shipment. */
export const lineColumns = {
  itemId: items.id,
  sku: items.sku,
  name: items.name,
  weight: items.weight,
  price: items.price,
  currency: items.currency,
  quantity: parcelItems.quantity,
};

/** The item columns that decisions need. */
export const stateOfItem = {
  archived: sql<boolean>`(${items.archivedAt} is not null)`,
  available: sql<number>`(${items.onHand} - ${items.reserved})`,
};

/** A line of a parcel before the dispatch. */
export interface DispatchableLine {
  itemId: string;
  name: string;
  /** Grams per piece. */
  weight: number;
  quantity: number;
  archived: boolean;
  /** The quantity that is not reserved by packed parcels. */
  available: number;
}

/** The contents of a parcel. */
interface Contents<Line> {
  id: string;
  reference: string;
  recipientId: string;
  address: FrozenAddress;
  lines: readonly Line[];
}

/** A parcel before the dispatch. */
export interface DispatchableParcel extends Contents<DispatchableLine> {
  state: ParcelState;
}

/** The record that an obstacle is about and that has to be corrected. */
interface Subject {
  entity: Extract<EntityName, "parcel" | "place" | "item" | "tenant">;
  id: string;
  name: string;
}

/** An obstacle to a dispatch. */
export interface Obstacle {
  kind: ObstacleKind;
  issue: FieldIssue;
  subject: Subject;
}

/** The context: permissions and the name of the sender. */
type DispatchCaller = Pick<TenantContext, "why" | "tenant">;

/** Options of a dispatch. */
interface DispatchOptions {
  /** Whether a draft is packed first. */
  packs: boolean;
  /** The quantities that earlier parcels of the batch take. */
  taken?: ReadonlyMap<string, number>;
}

/** All obstacles of a parcel; empty if it can be dispatched. */
export async function obstaclesOf(
  caller: DispatchCaller,
  parcel: DispatchableParcel,
  { packs, taken = new Map() }: DispatchOptions,
): Promise<Obstacle[]> {
  const reason = dispatchRefusal(caller, parcel.state, packs);
  const others = await obstaclesOfContents(caller, parcel);
  if (reason) return [stateIssue(parcel, reason), ...others];
  return [
    ...others,
    ...parcel.lines.flatMap(archivedIssue),
    // A packed parcel has its stock reserved.
    ...(parcel.state === "draft" ? shortages(parcel.lines, taken) : []),
  ];
}

/** The reason why a parcel in a state cannot be dispatched, whatever it contains; null if it can. */
export function dispatchRefusal(
  { why }: Pick<DispatchCaller, "why">,
  state: ParcelState,
  packs: boolean,
): string | null {
  if (packs && state === "draft")
    return why("parcels.update", { state }) ?? why("parcels.dispatch", { state: "packed" });
  return why("parcels.dispatch", { state });
}

/** The obstacles besides state and stock. */
export async function obstaclesOfContents(
  { tenant }: Pick<DispatchCaller, "tenant">,
  parcel: Contents<Pick<DispatchableLine, "weight" | "quantity">>,
): Promise<Obstacle[]> {
  return [...addressIssues(parcel), ...(await labelIssues(parcel, tenant)), ...weightIssues(parcel)];
}

const subjectOf = ({ id, reference }: Pick<DispatchableParcel, "id" | "reference">): Subject => ({
  ...{ entity: "parcel", id, name: reference },
});

const stateIssue = (parcel: DispatchableParcel, message: string): Obstacle => ({
  kind: "state",
  issue: { path: [], code: "conflict", entity: "parcel", message },
  subject: subjectOf(parcel),
});

/** The message for a parcel that exceeds the maximum weight. */
export const tooHeavy = `This parcel is too heavy. All items together may weigh at most ${maxParcelWeight / 1_000_000} tonnes.`;

function weightIssues(parcel: Contents<Pick<DispatchableLine, "weight" | "quantity">>): Obstacle[] {
  if (weightOf(parcel.lines) <= maxParcelWeight) return [];
  const params = { maximum: maxParcelWeight };
  const issue: FieldIssue = { path: ["lines"], code: "too_big", entity: "parcel", message: tooHeavy, params };
  return [{ kind: "weight", issue, subject: subjectOf(parcel) }];
}

/** The recipient of a parcel. */
type Addressed = Pick<DispatchableParcel, "recipientId" | "address">;

const placeIssue = (kind: ObstacleKind, { recipientId, address }: Addressed, message: string): Obstacle => ({
  kind,
  issue: { path: ["recipientId"], code: "invalid", entity: "place", message },
  subject: { entity: "place", id: recipientId, name: address.name },
});

function addressIssues(parcel: Addressed): Obstacle[] {
  const { name, country, postcode, line1 } = parcel.address;
  const lacksPostcode = !postcode && needsPostcode(country);
  if (line1 && !lacksPostcode) return [];
  const message = line1
    ? `The address of ${name} has no postcode. Add one.`
    : lacksPostcode
      ? `The address of ${name} has no street and no postcode. Add both.`
      : `The address of ${name} has no street. Add one.`;
  return [placeIssue("address", parcel, message)];
}

/** Unprintable characters: no font has them, or a combining mark lacks its letter. */
async function labelIssues(parcel: Addressed, tenant: DispatchCaller["tenant"]): Promise<Obstacle[]> {
  const { name, country, postcode, city, line1, line2 } = parcel.address;
  const address = [name, line1, line2, postcode, city].filter(Boolean).join("\n");
  const [recipient, own] = await Promise.all([unprintable(address, country), unprintable(tenant.name, country)]);
  const found: Obstacle[] = [];
  if (recipient.length > 0) found.push(placeIssue("label", parcel, unprintableAddress(recipient, name)));
  if (own.length > 0) {
    const message = unprintableSender(own);
    const issue: FieldIssue = { path: [], code: "invalid", entity: "tenant", message };
    found.push({ kind: "label", issue, subject: { entity: "tenant", id: tenant.id, name: tenant.name } });
  }
  return found;
}

const itemOf = ({ itemId, name }: DispatchableLine): Subject => ({ entity: "item", id: itemId, name });

/** A packed item may have been archived since. */
function archivedIssue(line: DispatchableLine, index: number): Obstacle[] {
  if (!line.archived) return [];
  const path = ["lines", index, "itemId"];
  const issue: FieldIssue = {
    path,
    code: "archived",
    entity: "item",
    message: `${line.name} is archived. Restore it, or remove it from the parcel.`,
  };
  return [{ kind: "archived", issue, subject: itemOf(line) }];
}

/** The missing stock of a draft. */
function shortages(lines: readonly DispatchableLine[], taken: ReadonlyMap<string, number>): Obstacle[] {
  return lines.flatMap((line, index): Obstacle[] => {
    const missing = line.quantity - (line.available - (taken.get(line.itemId) ?? 0));
    const issue = shortage(line, index, missing);
    return issue ? [{ kind: "stock", issue, subject: itemOf(line) }] : [];
  });
}
