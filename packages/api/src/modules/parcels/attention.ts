import { parcels, progressAt } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import { maxCounted } from "@waybill/validators";
import { type Attention, attentionKinds } from "@waybill/validators/parcels";
import { stuckHours } from "@waybill/validators/thresholds";
import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { z } from "zod";
import type { TenantContext } from "../../core/index.ts";
import { incompleteAddress } from "../places/index.ts";

/** The only states that can need attention: with them the index on the state applies. */
export const mayNeedAttention = sql`${parcels.state} in ('packed', 'dispatched', 'in_transit', 'failed')`;

const lastStep = progressAt(parcels.handedOverAt, parcels.dispatchedAt);
// In a sub-select: time arithmetic is not leakproof, and under row-level security such a condition uses no index.
const stuckSince = sql`(select now() - interval '${sql.raw(String(stuckHours))} hours')`;
const isStuck = sql`${lastStep} < ${stuckSince}`;
const isRefused = sql`${parcels.failure} is not null`;
/** The reason why a parcel needs attention, or null. Needs a join of its place. */
export const attentionOf: SQL<Attention | null> = sql<Attention | null>`case
  when ${parcels.state} = 'failed' then 'failed'
  when ${parcels.state} in ('dispatched', 'in_transit') and ${isStuck} then 'stuck'
  when ${parcels.state} in ('dispatched', 'in_transit') and ${isRefused} then 'refused'
  when ${parcels.state} = 'packed' and ${incompleteAddress} then 'address' end`;

/** How to find parcels that need attention. */
export interface AttentionQuery {
  /** SQL of the tenant id. */
  tenantId: SQLWrapper;
  /** SQL of the maximum number. */
  limit: SQLWrapper;
  /** Further conditions on parcels, beside `joins`. */
  conditions?: readonly SQL[];
  joins?: SQL;
}

/** SQL of the ids of parcels that need attention for one reason, newest first, each by an index. */
function candidatesOf(kind: Attention, { tenantId, limit, conditions = [], joins = sql`` }: AttentionQuery): SQL[] {
  const tail = (...own: SQL[]) =>
    sql`${sql.join([...own, ...conditions], sql` and `)} order by ${parcels.id} desc limit ${limit}`;
  const inState = (state: string, ...own: SQL[]) => sql`
    select ${parcels.id} as id from ${parcels} ${joins}
    where ${parcels.tenantId} = ${tenantId} and ${tail(sql`${parcels.state} = ${state}`, ...own)}`;
  switch (kind) {
    case "failed":
      return [inState("failed")];
    case "stuck":
      return [inState("dispatched", isStuck), inState("in_transit", isStuck)];
    case "refused":
      return ["dispatched", "in_transit"].map((state) => inState(state, isRefused, sql`${lastStep} >= ${stuckSince}`));
    case "address":
      // Starts from incomplete places, which are fewer than packed parcels.
      return [
        sql`
          select addressed.id from (
            select ${places.id} as place from ${places} where ${places.tenantId} = ${tenantId} and ${incompleteAddress}) as lacking
          cross join lateral (
            select ${parcels.id} as id from ${parcels} ${joins} where ${parcels.tenantId} = ${tenantId}
              and ${tail(sql`${parcels.recipientId} = lacking.place`, sql`${parcels.state} = 'packed'`)}) as addressed`,
      ];
  }
}

/**
 * SQL of the ids of parcels that need attention, newest first.
 *
 * @param kinds SQL of the reasons, as an array of texts.
 */
export function parcelsNeedingAttention(kinds: SQLWrapper, search: AttentionQuery): SQL {
  const found = attentionKinds.flatMap((kind) =>
    candidatesOf(kind, search).map(
      (ids) => sql`(select id from (${ids}) as found where ${kind}::text = any(${kinds}::text[]))`,
    ),
  );
  return sql`select id from (${sql.join(found, sql` union all `)}) as found order by id desc limit ${search.limit}`;
}

/** The number of parcels that need attention by reason, each counted up to `maxCounted` plus one. */
export async function attentionCounts({ db, tenant }: TenantContext): Promise<Record<Attention | "total", number>> {
  const limit = sql`${maxCounted + 1}::int`;
  const counts = attentionKinds.map((kind) => {
    const found = candidatesOf(kind, { tenantId: sql`${tenant.id}`, limit }).map((ids) => sql`(${ids})`);
    return sql`(select count(*)::int from (select from (${sql.join(found, sql` union all `)}) as found limit ${limit}) as counted)
      as ${sql.identifier(kind)}`;
  });
  const [row] = attentionRow.parse([...(await db.execute(sql`select ${sql.join(counts, sql`, `)}`))]);
  const total = attentionKinds.reduce((sum, kind) => sum + row[kind], 0);
  return { ...row, total: Math.min(total, maxCounted + 1) };
}

const attentionRow = z.tuple([z.record(z.enum(attentionKinds), z.number())]);
