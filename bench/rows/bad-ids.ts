import { newId } from "@waybill/db";
import { type Row, time, took } from "../measure.ts";
import type { World } from "../world.ts";

const lineCount = 50;
let counter = 0;

/** A parcel of fifty lines with unknown items, compared with one with existing items. */
export async function badIds({ tenant, callAs, owner }: World): Promise<Row> {
  const call = callAs(tenant);
  const [place] = await owner`select id from places where tenant_id = ${tenant.id} limit 1`;
  const items = await owner`select id from items where tenant_id = ${tenant.id} order by id limit ${lineCount}`;
  const recipientId = String(place?.id);
  const attempt = (ids: string[]) => {
    counter += 1;
    const lines = ids.map((itemId) => ({ itemId, quantity: 1 }));
    return call.parcels.create({ reference: `B-${counter}`, recipientId, lines });
  };
  const bad = () => attempt(Array.from({ length: lineCount }, () => newId()));
  const good = () => attempt(items.map(({ id }) => String(id)));
  const refused = async () => {
    const issues = await bad().then(
      () => [],
      (error) => error.cause?.issues ?? [],
    );
    if (issues.length !== lineCount) throw new Error(`${issues.length} of ${lineCount} bad ids were named.`);
  };
  return {
    name: "bad-ids",
    what: "parcels.create with 50 unknown ids: 50 issues in one answer",
    reference: "the same call with 50 valid ids",
    goal: 1.2,
    better: "less",
    ours: () => time(() => took(refused), 50),
    theirs: () => time(() => took(good), 50),
  };
}
