import { items } from "@waybill/db/items";
import { parcelItems, parcels, shipments } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import { maxCounted } from "@waybill/validators";
import {
  batchLimit,
  type ObstacleKind,
  obstacleKinds,
  type ParcelSelection,
  type ParcelState,
  parcelStates,
} from "@waybill/validators/parcels";
import { asc, count, inArray, sql } from "drizzle-orm";
import { refuse, type TenantContext } from "../../../core/index.ts";
import { recipientJoin } from "../list/conditions.ts";
import { hasId, inStates, type SelectedParcels, selectedIds } from "../list/selection.ts";
import {
  addressColumns,
  type DispatchableLine,
  type DispatchableParcel,
  dispatchRefusal,
  type Obstacle,
  obstaclesOf,
  stateOfItem,
} from "./obstacles.ts";
import { shipmentJoin } from "./shipments.ts";

/** Parcels per query: fonts are checked in this process. */
const batchSize = 500;

/** The maximum numbers of subjects per obstacle, and of references per subject. */
const maxSubjects = 20;
const maxReferences = 3;

/** The result of a dispatch if it happened now. */
export interface PreflightResult {
  id: string;
  reference: string;
  state: ParcelState;
  /** Empty if it can be dispatched. */
  obstacles: Obstacle[];
}

/** An obstacle of several parcels: a place, an item or a parcel, and its problem. */
interface SharedSubject {
  entity: Obstacle["subject"]["entity"];
  id: string;
  name: string;
  /** Of the first parcel. */
  message: string;
  /** The number of affected parcels. */
  parcels: number;
  /** The first affected parcels. */
  references: string[];
}

/** A kind of obstacle with its subjects. */
interface ObstacleGroup {
  kind: ObstacleKind;
  /** The number of affected parcels; one may have several kinds. */
  parcels: number;
  /** The first subjects to be corrected. */
  subjects: SharedSubject[];
  /** The number of further subjects. */
  more: number;
}

/** The states that can enter a batch of dispatches: packed, and draft if the person may pack. */
export const dispatchableStates = (ctx: Pick<TenantContext, "why">): ParcelState[] =>
  parcelStates.filter((state) => dispatchRefusal(ctx, state, true) === null);

/** The creation time of the newest parcel, in microseconds. */
const newest = sql<string>`to_char(max(${parcels.createdAt}) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** The value for no parcel. */
const epoch = new Date(0).toISOString();

/** The creation time of the newest of some parcels: later ones were not counted. */
async function newestOf({ db, inTenant }: TenantContext, ids: readonly string[]): Promise<string> {
  const rows = await db
    .select({ until: newest })
    .from(parcels)
    .where(inTenant(parcels, hasId(ids)))
    // Without a group, the maximum may be sought among all parcels, from the newest on.
    .groupBy(parcels.tenantId);
  return rows.at(0)?.until ?? epoch;
}

/**
 * The number of parcels in a selection, up to the size of a batch.
 *
 * @returns with `more` if there are further ones, or parcels that were not checked, and `until`: later parcels were not counted
 */
export async function countSelected(ctx: TenantContext, selection: ParcelSelection) {
  const { ids, more } = await selectedIds(ctx, selection, { most: batchLimit });
  return { count: ids.length, more, until: await newestOf(ctx, ids) };
}

/**
 * The result of dispatching a selection now, in the order of a batch: how many can be dispatched, the obstacles of the others,
 * and those in states without a dispatch, up to `maxCounted`. Scarce stock goes to the first drafts.
 *
 * @returns with `until` and `total`, the input of {@link startDispatch}.
 * @throws too_big if more parcels than a batch allows could be dispatched
 */
export async function preflight(ctx: TenantContext, selection: ParcelSelection) {
  const states = dispatchableStates(ctx);
  const found = await selectedIds(ctx, inStates(selection, states), { most: batchLimit });
  refuseTooMany(found);
  const otherStates = parcelStates.filter((state) => !states.includes(state));
  const others = await selectedIds(ctx, inStates(selection, otherStates), { most: maxCounted });
  const groups = new Map(obstacleKinds.map((kind) => [kind, new Group()]));
  let ready = 0;
  let drafts = 0;
  for await (const { reference, state, obstacles } of preflightResults(ctx, found.ids)) {
    if (obstacles.length === 0) {
      ready += 1;
      if (state === "draft") drafts += 1;
    }
    for (const [kind, of] of Map.groupBy(obstacles, (obstacle) => obstacle.kind)) groups.get(kind)?.add(reference, of);
  }
  return {
    until: await newestOf(ctx, found.ids),
    /** The number of parcels in dispatchable states: the size of the batch. */
    total: found.ids.length,
    ready,
    /** The number of ready drafts, which are packed first. */
    drafts,
    obstacles: [...groups].flatMap(([kind, group]): ObstacleGroup[] =>
      group.parcels > 0 ? [{ kind, ...group.outcome() }] : [],
    ),
    /** The parcels that are not part of the batch, by state. */
    others: (await statesOf(ctx, others.ids)).flatMap(({ state, parcels: parcelCount, references }) => {
      const message = dispatchRefusal(ctx, state, true);
      return message === null ? [] : [{ state, message, parcels: parcelCount, references }];
    }),
    moreOthers: others.more,
  };
}

/** @throws too_big if a batch cannot hold the parcels of a selection, or not all parcels were checked */
export function refuseTooMany({ ids, more }: SelectedParcels): void {
  if (!more) return;
  const most = numbers.format(batchLimit);
  refuse({
    ...{ path: ["selection"], code: "too_big", entity: "parcel", params: { maximum: batchLimit } },
    message:
      ids.length < batchLimit
        ? "Too many parcels would have to be checked for these filters. Filter by a state too."
        : `A batch can have at most ${most} parcels, but more are selected. Use a filter to select fewer.`,
  });
}

const numbers = new Intl.NumberFormat("en");

/** The number of parcels in each state, and the first of them. */
async function statesOf({ db, inTenant }: TenantContext, ids: readonly string[]) {
  const first = sql<
    string[]
  >`(array_agg(${parcels.reference} order by ${parcels.id}))[1:${sql.raw(String(maxReferences))}]`;
  return db
    .select({ state: parcels.state, parcels: count(), references: first })
    .from(parcels)
    .where(inTenant(parcels, hasId(ids)))
    .groupBy(parcels.state)
    .orderBy(asc(parcels.state));
}

/** Checks the dispatchable ones of some parcels in the order of a batch. */
export async function* preflightResults(ctx: TenantContext, ids: readonly string[]): AsyncGenerator<PreflightResult> {
  const taken = new Map<string, number>();
  const inOrder = [...ids].sort();
  for (let start = 0; start < inOrder.length; start += batchSize) {
    for (const parcel of await dispatchableOf(ctx, inOrder.slice(start, start + batchSize))) {
      const { id, reference, state, lines } = parcel;
      const obstacles = await obstaclesOf(ctx, parcel, { packs: true, taken });
      yield { id, reference, state, obstacles };
      if (obstacles.length > 0 || state !== "draft") continue;
      for (const { itemId, quantity } of lines) taken.set(itemId, (taken.get(itemId) ?? 0) + quantity);
    }
  }
}

/** The dispatchable ones of some parcels, with the data for decisions. */
async function dispatchableOf(ctx: TenantContext, ids: readonly string[]): Promise<DispatchableParcel[]> {
  const lines = sql<DispatchableLine[]>`coalesce((
    select jsonb_agg(jsonb_build_object('itemId', ${items.id}, 'name', ${items.name}, 'weight', ${items.weight},
      'quantity', ${parcelItems.quantity}, 'archived', ${stateOfItem.archived}, 'available', ${stateOfItem.available})
      order by ${parcelItems.position})
    from ${parcelItems}
    join ${items} on ${items.tenantId} = ${parcelItems.tenantId} and ${items.id} = ${parcelItems.itemId}
    where ${parcelItems.tenantId} = ${ctx.tenant.id} and ${parcelItems.parcelId} = ${parcels.id}), '[]')`;
  return ctx.db
    .select({
      ...{ id: parcels.id, reference: parcels.reference, state: parcels.state, recipientId: parcels.recipientId },
      address: addressColumns,
      lines,
    })
    .from(parcels)
    .innerJoin(places, recipientJoin)
    .leftJoin(shipments, shipmentJoin)
    .where(ctx.inTenant(parcels, hasId(ids), inArray(parcels.state, dispatchableStates(ctx))))
    .orderBy(asc(parcels.id));
}

/** Groups obstacles by subject. */
class Group {
  parcels = 0;
  readonly #subjects = new Map<string, SharedSubject>();

  /** Adds a parcel. @param obstacles its obstacles of this kind */
  add(reference: string, obstacles: readonly Obstacle[]): void {
    this.parcels += 1;
    for (const { subject, issue } of obstacles) {
      const known = this.#subjects.get(subject.id) ?? {
        ...subject,
        message: issue.message,
        parcels: 0,
        references: [],
      };
      known.parcels += 1;
      if (known.references.length < maxReferences) known.references.push(reference);
      this.#subjects.set(subject.id, known);
    }
  }

  outcome(): Omit<ObstacleGroup, "kind"> {
    const subjects = [...this.#subjects.values()];
    const { parcels: parcelCount } = this;
    return {
      ...{ parcels: parcelCount, subjects: subjects.slice(0, maxSubjects) },
      more: Math.max(0, subjects.length - maxSubjects),
    };
  }
}
