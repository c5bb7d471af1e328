import { numberOf, parcels, shipments } from "@waybill/db/parcels";
import { desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { TenantContext } from "../../core/index.ts";
import { candidatesByCode } from "../../platform/search/index.ts";

/** The highest number of a reference: the digits that the database can compute with. */
const maxNumber = BigInt("9".repeat(18));
/** The first parcel of a tenant gets the next number. */
const beforeFirst = 1000;

const named = z.array(z.object({ id: z.string() }));
const numbers = z.array(z.object({ number: z.string() }));

/**
 * The parcel of a code: its reference, or the tracking number of any shipment. A cancelled one only if no other has
 * it. Without one, the newest parcel whose reference or tracking number is the code in another case.
 */
export async function parcelByCode(ctx: TenantContext, code: string): Promise<{ id: string } | null> {
  const { db, inTenant } = ctx;
  const called = eq(parcels.reference, code);
  const rows = await db.execute(sql`
    select id from (
      select ${parcels.id} as id, 1 as rank from ${parcels} where ${inTenant(parcels, called, sql`${parcels.state} <> 'cancelled'`)}
      union all select ${shipments.parcelId}, 2 from ${shipments} where ${inTenant(shipments, eq(shipments.trackingNumber, code))}
      union all select ${parcels.id}, 3 from ${parcels} where ${inTenant(parcels, called, sql`${parcels.state} = 'cancelled'`)}
    ) as named order by rank, id desc limit 1`);
  return named.parse([...rows]).at(0) ?? (await parcelInAnyCase(ctx, code));
}

async function parcelInAnyCase(ctx: TenantContext, code: string): Promise<{ id: string } | null> {
  const rows = await ctx.db
    .select({ id: parcels.id })
    .from(parcels)
    .where(
      ctx.inTenant(
        parcels,
        sql`${parcels.id} in (${candidatesByCode(ctx, "parcel", code)})`,
        sql`lower(${code}) in (lower(${parcels.reference}), lower(${parcels.trackingNumber}))`,
      ),
    )
    .orderBy(sql`${parcels.state} = 'cancelled'`, desc(parcels.id))
    .limit(1);
  return rows.at(0) ?? null;
}

/** A free reference: the number after the highest one, or after the highest one with a free next number if there is no higher one. */
export async function nextReference(ctx: TenantContext): Promise<{ reference: string }> {
  const { db, inTenant } = ctx;
  const number = numberOf(parcels.reference);
  // Without a condition on the number, so that the index returns the first row whatever row-level security checks
  // first.
  const rows = await db
    .select({ number: sql<string | null>`${number}::text` })
    .from(parcels)
    .where(inTenant(parcels))
    .orderBy(sql`${number} desc nulls last`)
    .limit(1);
  const last = BigInt(rows.at(0)?.number ?? 0);
  const next = last < BigInt(beforeFirst) ? BigInt(beforeFirst + 1) : last + 1n;
  return { reference: `WB-${next <= maxNumber ? next : await highestFree(ctx)}` };
}

/** The number after the highest one whose next number is free. Reads the numbers down to it, in the order of the index. */
async function highestFree({ db, inTenant }: TenantContext): Promise<string> {
  const number = numberOf(parcels.reference);
  const rows = await db.execute(sql`
    select (greatest(number, ${beforeFirst}) + 1)::text as number from (
      select ${number} as number, lag(${number}) over (order by ${number} desc nulls last) as above
      from ${parcels} where ${inTenant(parcels)}) as numbers
    where number is null or (number < ${String(maxNumber)}::bigint and above is distinct from number and above is distinct from number + 1)
    order by numbers.number desc nulls last limit 1`);
  return numbers.parse([...rows])[0]?.number ?? String(beforeFirst + 1);
}
