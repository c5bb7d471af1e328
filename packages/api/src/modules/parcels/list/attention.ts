import { parcels, progressAt } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import { maxCounted } from "@waybill/validators";
import { type Attention, attentionKinds } from "@waybill/validators/parcels";
import { stuckHours } from "@waybill/validators/thresholds";
import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { z } from "zod";
import type { TenantContext } from "../../../core/index.ts";
import { hasValue } from "../../../platform/lists/index.ts";
import { incompleteAddress } from "../../places/index.ts";

/** The only states that can need attention: with them the index on the state applies. */
export const mayNeedAttention = sql`${parcels.state} in ('packed', 'dispatched', 'in_transit', 'failed')`;

const lastStep = progressAt(parcels.handedOverAt, parcels.dispatchedAt);
// In a sub-select: time arithmetic is not leakproof, and under row-level security such a condition uses no index.
const stuckSince = sql`(select now() - interval '${sql.raw(String(stuckHours))} hours')`;
const isStuck = sql`${lastStep} < ${stuckSince}`;
const isOnTheWay = sql`${parcels.state} in ('dispatched', 'in_transit')`;
const isRefused = sql`${parcels.failure} is not null`;
/** The reason why a parcel needs attention, or null. Needs a join of its place. */
export const attentionOf: SQL<Attention | null> = sql<Attention | null>`case
  when ${parcels.state} = 'failed' then 'failed'
  when ${isOnTheWay} and ${isStuck} then 'stuck'
  when ${isOnTheWay} and ${isRefused} then 'refused'
  when ${parcels.state} = 'packed' and ${incompleteAddress} then 'address' end`;

/** More rows than these are not read for one reason; see {@link attentionCandidates}. */
const maxExact = maxCounted;
/** The packed parcels that are checked for their address if more are concerned, or more places, than {@link maxExact}. */
const maxChecked = 5 * maxCounted;

interface Reason {
  /** The parcels themselves: SQL of ids by an index, in no order. Null for those of a state. */
  exact: ((tenantId: SQLWrapper) => SQL) | null;
  /** SQL of the rows that {@link exact} reads. */
  rows: (tenantId: SQLWrapper) => SQL;
  /** The states of the parcels. */
  states: readonly string[];
}

const ofTenant = (tenantId: SQLWrapper, ...conditions: SQL[]) =>
  sql`from ${parcels} where ${sql.join([sql`${parcels.tenantId} = ${tenantId}`, ...conditions], sql` and `)}`;
const byRow =
  (...conditions: SQL[]) =>
  (tenantId: SQLWrapper) =>
    sql`select ${parcels.id} as id ${ofTenant(tenantId, ...conditions)}`;
const incompletePlaces = (tenantId: SQLWrapper) =>
  sql`select ${places.id} as id from ${places} where ${places.tenantId} = ${tenantId} and ${incompleteAddress}`;

const packedWithoutAddress = (tenantId: SQLWrapper) => sql`
  select packed.id from (${incompletePlaces(tenantId)} offset 0) as lacking cross join lateral (
    select ${parcels.id} as id ${ofTenant(tenantId, sql`${parcels.recipientId} = lacking.id`, sql`${parcels.state} = 'packed'`)}
    offset 0) as packed`;

const stuck = byRow(isOnTheWay, isStuck);
const refused = byRow(isOnTheWay, isRefused, sql`${lastStep} >= ${stuckSince}`);
const reasons: Record<Attention, Reason> = {
  failed: { exact: null, rows: byRow(sql`${parcels.state} = 'failed'`), states: ["failed"] },
  stuck: { exact: stuck, rows: stuck, states: ["dispatched", "in_transit"] },
  refused: { exact: refused, rows: refused, states: ["dispatched", "in_transit"] },
  address: {
    exact: packedWithoutAddress,
    rows: (tenantId) => sql`${incompletePlaces(tenantId)} union all ${packedWithoutAddress(tenantId)}`,
    states: ["packed"],
  },
};

/** Whether a query has at most {@link maxExact} rows, of which only these are read. */
const isFew = (rows: SQL) =>
  sql`(select count(*) from (select from (${rows}) as rows limit ${maxExact + 1}::int) as counted) <= ${maxExact}::int`;

/** The parameters of the candidates. */
interface AttentionQuery {
  /** SQL of the tenant id. */
  tenantId: SQLWrapper;
  /** SQL of the maximum number. */
  limit: SQLWrapper;
  /** The condition that an id comes after the cursor. */
  after: (id: SQLWrapper) => SQL;
}

/** SQL of the candidates for one reason: exact ones by an index if they are few, otherwise all of the states. */
function candidatesOf(kind: Attention, { tenantId, limit, after }: AttentionQuery): SQL {
  const { exact, rows, states } = reasons[kind];
  const ofStates = states.map(
    (state) => sql`(
      select ${parcels.id} as id ${ofTenant(tenantId, hasValue(parcels.state, sql`${state}::text`), after(parcels.id))}
      order by ${parcels.id} desc limit ${limit})`,
  );
  const all = sql.join(ofStates, sql` union all `);
  if (!exact) return all;
  const few = isFew(rows(tenantId));
  return sql`
    select id from (${exact(tenantId)}) as exact where ${few} and ${after(sql`id`)}
    union all select id from (${all}) as all_of_states where not ${few}`;
}

/**
 * SQL of the ids of parcels that may need attention, newest first. It includes all that do, and reads a bounded number of
 * rows: of a reason with many parcels, others of the same state are among them.
 *
 * @param kinds SQL of the reasons, as an array of texts.
 */
export function attentionCandidates(kinds: SQLWrapper, query: AttentionQuery): SQL {
  const found = attentionKinds.map(
    (kind) =>
      sql`(select id from (${candidatesOf(kind, query)}) as found where ${kind}::text = any(${kinds}::text[])
        order by id desc limit ${query.limit})`,
  );
  return sql`select distinct id from (${sql.join(found, sql` union all `)}) as found order by id desc limit ${query.limit}`;
}

/**
 * The number of parcels that need attention by reason, each counted up to `maxCounted` plus one. If more than `maxCounted`
 * places are incomplete, the newest {@link maxChecked} packed parcels are checked for their address.
 */
export async function attentionCounts({ db, tenant }: TenantContext): Promise<Record<Attention | "total", number>> {
  const tenantId = sql`${tenant.id}::uuid`;
  const few = isFew(reasons.address.rows(tenantId));
  const newestPacked = sql`
    select ${parcels.recipientId} as place ${ofTenant(tenantId, sql`${parcels.state} = 'packed'`)}
    order by ${parcels.id} desc limit ${maxChecked}::int`;
  const counted: Record<Attention, SQL> = {
    failed: reasons.failed.rows(tenantId),
    stuck: stuck(tenantId),
    refused: refused(tenantId),
    address: sql`
      select id from (${packedWithoutAddress(tenantId)}) as exact where ${few}
      union all select ${places.id} from (${newestPacked}) as packed
        join ${places} on ${places.tenantId} = ${tenantId} and ${places.id} = packed.place and ${incompleteAddress} where not ${few}`,
  };
  const counts = attentionKinds.map(
    (kind) =>
      sql`(select count(*)::int from (select from (${counted[kind]}) as found limit ${maxCounted + 1}::int) as counted) as ${sql.identifier(kind)}`,
  );
  const [row] = attentionRow.parse([...(await db.execute(sql`select ${sql.join(counts, sql`, `)}`))]);
  const total = attentionKinds.reduce((sum, kind) => sum + row[kind], 0);
  return { ...row, total: Math.min(total, maxCounted + 1) };
}

const attentionRow = z.tuple([z.record(z.enum(attentionKinds), z.number())]);
