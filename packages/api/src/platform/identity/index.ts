import { tenants } from "@waybill/db/tenants";
import { eq, gt } from "drizzle-orm";
import type { Identity } from "../../core/index.ts";
import { recordSessionUse } from "../sessions/index.ts";
import { tenantColumns } from "../tenants/index.ts";
import { findCallerInTenant } from "./caller-in-tenant.ts";
import { endsInMs, findApiKey, findCommandUser, findSession } from "./credentials.ts";
import { findJobCaller } from "./job-caller.ts";
import { findApiKeyMembership, findCommandMembership } from "./memberships.ts";

/** Finds callers in the tables of sessions, API keys, memberships, roles and support access: one query for each kind. */
export const identity: Identity = {
  session: findSession,
  recordSessionUse,
  apiKey: findApiKey,
  commandUser: findCommandUser,
  callerInTenant: findCallerInTenant,
  apiKeyMembership: findApiKeyMembership,
  commandMembership: findCommandMembership,
  jobCaller: findJobCaller,
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
