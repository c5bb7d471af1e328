import { items } from "@waybill/db/items";
import { parcelItems, parcels, shipments } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import {
  batchLimit,
  type ObstacleKind,
  obstacleKinds,
  type ParcelSelection,
  type ParcelState,
  parcelStates,
} from "@waybill/validators/parcels";
import { and, asc, count, gt, inArray, sql } from "drizzle-orm";
import { refuse, requireRow, type TenantContext } from "../../core/index.ts";
import { recipientJoin, selected } from "./conditions.ts";
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

/** The creation time of the newest parcel, in microseconds: later ones were not counted. */
const newest = sql<string>`to_char(coalesce(max(${parcels.createdAt}), 'epoch') at time zone 'utc',
  'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** The value for no parcel. */
const epoch = new Date(0).toISOString();

/** The number of parcels in a selection. @returns with `until`: later parcels were not counted */
export async function countSelected(ctx: TenantContext, selection: ParcelSelection) {
  const rows = await ctx.db
    .select({ count: count(), until: newest })
    .from(parcels)
    .innerJoin(places, recipientJoin)
    .leftJoin(shipments, shipmentJoin)
    .where(await selected(ctx, selection, sql`now()`));
  return requireRow(rows, "parcel");
}

/**
 * The result of dispatching a selection now, in the order of a batch: how many can be dispatched, the obstacles of the others,
 * and those in states without a dispatch. Scarce stock goes to the first drafts.
 *
 * @returns with `until` and `total`, the input of {@link startDispatch}.
 * @throws too_big if more parcels than a batch allows could be dispatched
 */
export async function preflight(ctx: TenantContext, selection: ParcelSelection) {
  const states = await statesOf(ctx, selection);
  const dispatchable = new Set(dispatchableStates(ctx));
  const total = states.filter(({ state }) => dispatchable.has(state)).reduce((sum, row) => sum + row.parcels, 0);
  refuseTooMany(total);
  const groups = new Map(obstacleKinds.map((kind) => [kind, new Group()]));
  let ready = 0;
  let drafts = 0;
  for await (const { reference, state, obstacles } of preflightResults(ctx, selection)) {
    if (obstacles.length === 0) {
      ready += 1;
      if (state === "draft") drafts += 1;
    }
    for (const [kind, of] of Map.groupBy(obstacles, (obstacle) => obstacle.kind)) groups.get(kind)?.add(reference, of);
  }
  return {
    until:
      states
        .map(({ until }) => until)
        .toSorted()
        .at(-1) ?? epoch,
    /** The number of parcels in dispatchable states: the size of the batch. */
    total,
    ready,
    /** The number of ready drafts, which are packed first. */
    drafts,
    obstacles: [...groups].flatMap(([kind, group]): ObstacleGroup[] =>
      group.parcels > 0 ? [{ kind, ...group.outcome() }] : [],
    ),
    /** The parcels that are not part of the batch, by state. */
    others: states.flatMap(({ state, parcels: parcelCount, references }) => {
      const message = dispatchRefusal(ctx, state, true);
      return message === null ? [] : [{ state, message, parcels: parcelCount, references }];
    }),
  };
}

/** @throws too_big if a batch cannot hold this many */
export function refuseTooMany(parcelCount: number): void {
  if (parcelCount <= batchLimit) return;
  const [most, found] = [numbers.format(batchLimit), numbers.format(parcelCount)];
  refuse({
    ...{ path: ["selection"], code: "too_big", entity: "parcel", params: { maximum: batchLimit } },
    message: `A batch can have at most ${most} parcels, but ${found} are selected. Use a filter to select fewer.`,
  });
}

const numbers = new Intl.NumberFormat("en");

/** The number of parcels in each state, and the first of them. */
async function statesOf(ctx: TenantContext, selection: ParcelSelection) {
  const first = sql<
    string[]
  >`(array_agg(${parcels.reference} order by ${parcels.id}))[1:${sql.raw(String(maxReferences))}]`;
  return ctx.db
    .select({ state: parcels.state, parcels: count(), references: first, until: newest })
    .from(parcels)
    .innerJoin(places, recipientJoin)
    .leftJoin(shipments, shipmentJoin)
    .where(await selected(ctx, selection, sql`now()`))
    .groupBy(parcels.state)
    .orderBy(asc(parcels.state));
}

/** Checks the dispatchable parcels of a selection in the order of a batch. */
export async function* preflightResults(
  ctx: TenantContext,
  selection: ParcelSelection,
): AsyncGenerator<PreflightResult> {
  const taken = new Map<string, number>();
  for (let after: string | undefined; ; ) {
    const loaded = await dispatchableAfter(ctx, selection, after);
    for (const parcel of loaded) {
      const { id, reference, state, lines } = parcel;
      const obstacles = await obstaclesOf(ctx, parcel, { packs: true, taken });
      yield { id, reference, state, obstacles };
      if (obstacles.length > 0 || state !== "draft") continue;
      for (const { itemId, quantity } of lines) taken.set(itemId, (taken.get(itemId) ?? 0) + quantity);
    }
    after = loaded.at(-1)?.id;
    if (loaded.length < batchSize) return;
  }
}

/** The next dispatchable parcels of a selection, with the data for decisions. */
async function dispatchableAfter(
  ctx: TenantContext,
  selection: ParcelSelection,
  after?: string,
): Promise<DispatchableParcel[]> {
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
    .where(
      and(
        await selected(ctx, selection, sql`now()`),
        inArray(parcels.state, dispatchableStates(ctx)),
        after ? gt(parcels.id, after) : undefined,
      ),
    )
    .orderBy(asc(parcels.id))
    .limit(batchSize);
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
