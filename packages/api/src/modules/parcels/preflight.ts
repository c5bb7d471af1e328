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
import { found, refuse, type TenantContext } from "../../core/index.ts";
import { recipientJoin, selected } from "./conditions.ts";
import {
  addressColumns,
  type DispatchableLine,
  type DispatchableParcel,
  type Obstacle,
  obstaclesOf,
  stateObstacle,
  stateOfItem,
} from "./obstacles.ts";
import { shipmentJoin } from "./shipments.ts";

/** How many parcels are judged at a time: fonts are asked about in the process, so that parcels are read in pieces. */
const pieceSize = 500;

/** How many things of a kind are named, and parcels of each. */
const mostSubjects = 20;
const mostReferences = 3;

/** What would become of a parcel if it were dispatched now. */
export interface Verdict {
  id: string;
  reference: string;
  state: ParcelState;
  /** Nothing where it can go. */
  obstacles: Obstacle[];
}

/** What stands in the way of several parcels: a place, an item, a parcel, and what is wrong with it. */
interface SubjectOfMany {
  entity: Obstacle["subject"]["entity"];
  id: string;
  name: string;
  /** Of the first parcel. */
  message: string;
  /** How many parcels wait for it. */
  parcels: number;
  /** The first of them. */
  references: string[];
}

/** A kind of obstacle, and what it is about. */
interface ObstacleGroup {
  kind: ObstacleKind;
  /** How many parcels meet it; one may meet several kinds. */
  parcels: number;
  /** The first things to be mended. */
  subjects: SubjectOfMany[];
  /** How many more there are. */
  more: number;
}

/** The states in which a parcel may enter a batch of dispatches: packed, and where the person may pack, a draft. */
export const dispatchableStates = (ctx: Pick<TenantContext, "why">): ParcelState[] =>
  parcelStates.filter((state) => stateObstacle(ctx, state, true) === null);

/** When the newest of the parcels was created, to the microsecond: later ones were not counted. */
const newest = sql<string>`to_char(coalesce(max(${parcels.createdAt}), 'epoch') at time zone 'utc',
  'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** What is said to be the newest where there is none. */
const epoch = new Date(0).toISOString();

/** How many parcels a selection has. @returns with `until`: those that were created later were not counted */
export async function countSelected(ctx: TenantContext, selection: ParcelSelection) {
  const rows = await ctx.db
    .select({ count: count(), until: newest })
    .from(parcels)
    .innerJoin(places, recipientJoin)
    .leftJoin(shipments, shipmentJoin)
    .where(await selected(ctx, selection, sql`now()`));
  return found(rows, "parcel");
}

/**
 * What would become of the parcels of a selection if they were dispatched now, in the order of a batch: how many can go,
 * what stands in the way of the others, and which are in a state that no dispatch begins with. Stock that several drafts
 * want goes to the first ones.
 *
 * @returns with `until` and `total`, which {@link beginDispatch} takes.
 * @throws too_big where more than a batch holds could be dispatched
 */
export async function preflight(ctx: TenantContext, selection: ParcelSelection) {
  const states = await statesOf(ctx, selection);
  const dispatchable = new Set(dispatchableStates(ctx));
  const total = states.filter(({ state }) => dispatchable.has(state)).reduce((sum, row) => sum + row.parcels, 0);
  refuseTooMany(total);
  const groups = new Map(obstacleKinds.map((kind) => [kind, new Group()]));
  let ready = 0;
  let drafts = 0;
  for await (const { reference, state, obstacles } of verdicts(ctx, selection)) {
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
    /** How many may be dispatched, by their state: the size of the batch. */
    total,
    ready,
    /** How many of the ready ones are packed on the way. */
    drafts,
    obstacles: [...groups].flatMap(([kind, group]): ObstacleGroup[] =>
      group.parcels > 0 ? [{ kind, ...group.told() }] : [],
    ),
    /** Those that are not part of it, by their state. */
    others: states.flatMap(({ state, parcels: parcelCount, references }) => {
      const message = stateObstacle(ctx, state, true);
      return message === null ? [] : [{ state, message, parcels: parcelCount, references }];
    }),
  };
}

/** @throws too_big where a batch does not hold so many */
export function refuseTooMany(parcelCount: number): void {
  if (parcelCount <= batchLimit) return;
  const [most, found] = [numbers.format(batchLimit), numbers.format(parcelCount)];
  refuse({
    ...{ path: ["selection"], code: "too_big", entity: "parcel", params: { maximum: batchLimit } },
    message: `A batch can have at most ${most} parcels, but ${found} are selected. Use a filter to select fewer.`,
  });
}

const numbers = new Intl.NumberFormat("en");

/** How many parcels of a selection are in each state, and the first of them. */
async function statesOf(ctx: TenantContext, selection: ParcelSelection) {
  const first = sql<
    string[]
  >`(array_agg(${parcels.reference} order by ${parcels.id}))[1:${sql.raw(String(mostReferences))}]`;
  return ctx.db
    .select({ state: parcels.state, parcels: count(), references: first, until: newest })
    .from(parcels)
    .innerJoin(places, recipientJoin)
    .leftJoin(shipments, shipmentJoin)
    .where(await selected(ctx, selection, sql`now()`))
    .groupBy(parcels.state)
    .orderBy(asc(parcels.state));
}

/** Judges the parcels of a selection that may be dispatched by their state, in the order of a batch. */
export async function* verdicts(ctx: TenantContext, selection: ParcelSelection): AsyncGenerator<Verdict> {
  const taken = new Map<string, number>();
  for (let after: string | undefined; ; ) {
    const piece = await dispatchableAfter(ctx, selection, after);
    for (const parcel of piece) {
      const { id, reference, state, lines } = parcel;
      const obstacles = await obstaclesOf(ctx, parcel, { packs: true, taken });
      yield { id, reference, state, obstacles };
      if (obstacles.length > 0 || state !== "draft") continue;
      for (const { itemId, quantity } of lines) taken.set(itemId, (taken.get(itemId) ?? 0) + quantity);
    }
    after = piece.at(-1)?.id;
    if (piece.length < pieceSize) return;
  }
}

/** A piece of the parcels of a selection that may be dispatched by their state, with all that is decided by. */
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
    .limit(pieceSize);
}

/** Gathers what stands in the way, by what is to be mended. */
class Group {
  parcels = 0;
  readonly #subjects = new Map<string, SubjectOfMany>();

  /** Adds a parcel. @param obstacles what stands in its way, of this kind */
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
      if (known.references.length < mostReferences) known.references.push(reference);
      this.#subjects.set(subject.id, known);
    }
  }

  told(): Omit<ObstacleGroup, "kind"> {
    const subjects = [...this.#subjects.values()];
    const { parcels: parcelCount } = this;
    return {
      ...{ parcels: parcelCount, subjects: subjects.slice(0, mostSubjects) },
      more: Math.max(0, subjects.length - mostSubjects),
    };
  }
}
