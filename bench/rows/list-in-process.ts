import postgres from "postgres";
import { type Row, rate } from "../measure.ts";
import type { World } from "../world.ts";
import { listing } from "./listing.ts";

/** `parcels.list` with session, tenant, permission and row-level security, compared with the bare query. */
export function listInProcess({ tenant, callAs, ownerUrl }: World): Row {
  const sql = postgres(ownerUrl, { max: 10 });
  const call = callAs(tenant);
  return {
    name: "list-in-process",
    what: "parcels.list, 50 rows: session, tenant, permission, row-level security, snapshot",
    reference: "the parametrised query with postgres.js, no transaction, as the owner",
    goal: 0.75,
    better: "more",
    ours: () => rate(() => call.parcels.list({ limit: 50 })),
    theirs: () => rate(() => sql.unsafe(listing, [tenant.id, 51], { prepare: true })),
    close: () => sql.end(),
  };
}
