import { tenants } from "@waybill/db/tenants";
import { eq, gt } from "drizzle-orm";
import type { Identity } from "../../core/index.ts";
import { touchSession } from "../sessions/index.ts";
import { tenantColumns } from "../tenants/index.ts";
import { endsInMs, findKey, findPerson, findSession } from "./callers.ts";
import { findCause } from "./cause.ts";
import { findCommandMembership, findKeyMembership, findPlace } from "./place.ts";

/** Who calls: out of the tables of sessions, keys, members, roles and support, each in one query. */
export const identity: Identity = {
  session: findSession,
  touchSession,
  key: findKey,
  person: findPerson,
  place: findPlace,
  keyMembership: findKeyMembership,
  commandMembership: findCommandMembership,
  cause: findCause,
  endsInMs,
  async tenant({ db }, id) {
    const [tenant] = await db.select(tenantColumns).from(tenants).where(eq(tenants.id, id));
    return tenant;
  },
  async tenantIds({ db }, after, limit) {
    const from = after ? gt(tenants.id, after) : undefined;
    const rows = await db.select({ id: tenants.id }).from(tenants).where(from).orderBy(tenants.id).limit(limit);
    return rows.map(({ id }) => id);
  },
};
