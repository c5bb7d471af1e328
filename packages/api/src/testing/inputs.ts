import { jobs } from "@waybill/db/core";
import { eq } from "drizzle-orm";
import { ofTenant } from "../core/index.ts";
import type { TestApp, TestMember, TestTenant } from "../testing.ts";
import { furnishModules, presentIn } from "./furnish.ts";
import { Kit, one, some } from "./kit.ts";
import { testings } from "./testings.ts";

/**
 * What each procedure of a tenant can be called with, by an owner: a mutation, what it will do; a query, what a page
 * asks for. Each call of one makes what it needs.
 */
export function validInputs(testApp: TestApp, tenant: TestTenant, owner: TestMember): Record<string, () => unknown> {
  const kit = new Kit(testApp, tenant, owner);
  return Object.assign(ofPlatform(kit), ...[...testings.values()].map(({ inputs }) => inputs(kit)));
}

function ofPlatform(kit: Kit): Record<string, () => unknown> {
  const { testApp, tenant, call } = kit;
  const { registry } = testApp.app;
  const fresh = (word: string) => kit.fresh(word);
  const setState = (id: string, state: "queued" | "failed") =>
    testApp.direct.transaction({ tenantId: tenant.id }, ({ db }) =>
      db
        .update(jobs)
        .set({ state })
        .where(ofTenant(tenant.id, jobs, eq(jobs.id, id))),
    );
  const member = async () => {
    const user = await testApp.user(fresh("Member"));
    await testApp.join(tenant.id, user, "viewer");
    return { userId: user.id };
  };
  const role = async () => {
    const values = { name: fresh("Role"), permissions: ["jobs.read"] };
    return { ...(await call.roles.create(values)), ...values };
  };
  /** A job in a state: where jobs run inline, none waits by itself. */
  const jobThat = async (state: "queued" | "failed") => {
    const { jobId: id } = await call.activity.export({});
    await setState(id, state);
    return { id };
  };
  const job = () => jobThat("queued");
  const handler = async () =>
    some(
      "an async handler",
      (await call.events.map()).flatMap(({ handlers }) => handlers.flatMap((each) => (each.async ? [each.name] : []))),
    );
  const schedule = async () => some("a schedule", (await call.jobs.schedules()).items);
  const file = async () => {
    const kind = some(
      "an import",
      [...registry.files.keys()].filter((name) => name.endsWith(".import")),
    );
    return { id: (await kit.csv(kind, "sku", fresh("S"))).fileId };
  };
  const event = async () => {
    await role();
    return { id: (await call.events.list({})).items[0]?.id ?? "" };
  };
  const invited = async () => {
    const email = `${fresh("guest")}@example.test`;
    await call.tenants.invite({ email, role: "viewer" });
    const { invitations } = await call.tenants.members();
    return { invitationId: invitations.find((row) => row.email === email)?.id ?? "" };
  };
  const key = () => ({ name: fresh("Key"), permissions: ["jobs.read"], expiresInDays: 7 as const });
  const tab = async () => ({
    ...presentIn(await furnishModules(kit, fresh("Tab"))),
    tabId: "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11",
  });
  const noInput = () => undefined;
  const listed = () => ({});
  return {
    "account.events": listed,
    "account.overview": noInput,
    // Not here: the next call is made with the same session.
    "account.signOutEverywhere": () => ({ here: false }),
    "account.waysToConfirm": noInput,
    "activity.export": listed,
    "activity.list": listed,
    "activity.people": noInput,
    "apiKeys.create": key,
    "apiKeys.list": noInput,
    "apiKeys.revoke": async () => ({ id: (await call.apiKeys.create(key())).id }),
    "core.health": noInput,
    "core.ping": noInput,
    "events.byId": event,
    "events.list": listed,
    "events.map": noInput,
    "events.replay": async () => ({ handler: await handler(), missedOnly: true }),
    "events.replayCount": async () => ({ handler: await handler() }),
    "factors.list": noInput,
    "files.list": listed,
    "files.remove": file,
    "files.usage": noInput,
    "jobs.byId": job,
    "jobs.cancel": job,
    "jobs.list": listed,
    "jobs.retry": () => jobThat("failed"),
    "jobs.schedules": noInput,
    "jobs.setSchedule": async () => {
      const { name, version } = await schedule();
      return { name, cron: "0 7 * * *", enabled: true, version };
    },
    "modules.list": noInput,
    "modules.switch": () => ({ name: some("a switch", registry.switches.keys()), on: true }),
    "presence.gone": async () => {
      const open = await tab();
      await call.presence.here(open);
      return open;
    },
    "presence.here": tab,
    "presence.others": tab,
    "roles.create": () => ({ name: fresh("R"), permissions: ["jobs.read"] }),
    "roles.delete": () => one(role()),
    "roles.grantable": noInput,
    "roles.list": noInput,
    "roles.update": async () => ({ ...(await role()), permissions: ["roles.read"], version: 1 }),
    "support.list": noInput,
    "tenants.create": () => ({ name: "New", slug: fresh("new") }),
    "tenants.current": noInput,
    "tenants.invite": () => ({ email: `${fresh("guest")}@example.test`, role: "viewer" }),
    "tenants.list": noInput,
    "tenants.members": noInput,
    "tenants.removeMember": member,
    "tenants.resendInvitation": invited,
    "tenants.revokeInvitation": invited,
    "tenants.setRole": async () => ({ ...(await member()), role: "dispatcher" }),
    "tenants.slugAvailable": () => ({ slug: "somewhere" }),
    "tenants.update": async () => ({
      ...{ name: fresh("Acme"), timeZone: "UTC" },
      version: (await call.tenants.current()).version,
    }),
    "users.me": noInput,
    "users.sessions": noInput,
    "users.update": () => ({ name: fresh("Owner") }),
  };
}
