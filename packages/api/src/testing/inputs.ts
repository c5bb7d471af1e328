import { jobs } from "@waybill/db/core";
import { eq } from "drizzle-orm";
import { ofTenant, requireRow } from "../core/index.ts";
import type { ModuleParts } from "../core/module.ts";
import * as modules from "../modules/index.ts";
import type { TestApp, TestMember, TestTenant } from "../testing.ts";
import { sentKind } from "./any-file.ts";
import { Kit, one } from "./kit.ts";
import { moduleTestings } from "./module-testings.ts";
import { fitting } from "./samples.ts";
import { createModuleData, presentIn } from "./tenant-data.ts";

/**
 * Valid inputs for each procedure of a tenant, as an owner: for a mutation its action, for a query a page's request.
 * Each call creates the data it needs.
 */
export function validInputs(testApp: TestApp, tenant: TestTenant, owner: TestMember): Record<string, () => unknown> {
  const kit = new Kit(testApp, tenant, owner);
  return Object.assign(ofPlatform(kit), ...[...moduleTestings.values()].map(({ inputs }) => inputs(kit)));
}

/** Platform procedures that need data of modules and cannot be called without them. */
const aboutModules: readonly string[] = [
  ...["events.replay", "events.replayCount", "jobs.schedules", "jobs.setSchedule", "modules.list", "modules.switch"],
  "search.find",
];

/** Those that need schedules of organisations, which some modules have. */
const aboutSchedules: readonly string[] = ["jobs.schedules", "jobs.setSchedule"];

const isScheduled = Object.values<ModuleParts>(modules).some(({ schedules = [] }) =>
  schedules.some(({ scope }) => scope === "tenant"),
);

/** Whether a module has a list with saved views. */
const isListed = Object.values<ModuleParts>(modules).some(({ lists = [] }) => lists.length > 0);

/** Whether no module has the data for a platform procedure. */
export const hasNoData = ({ name }: { name: string }): boolean =>
  (aboutModules.includes(name) && moduleTestings.size === 0) ||
  (aboutSchedules.includes(name) && !isScheduled) ||
  (name.startsWith("views.") && !isListed);

const isNeeded = Object.values<ModuleParts>(modules).some(({ needs = [] }) => needs.length > 0);

/** Output values that need an absent module. */
export function absentValues(name: string): readonly string[] {
  if (name === "modules.list" && !isNeeded) return ["items.*.needs.*", "items.*.neededBy.*"];
  return [...moduleTestings.values()].flatMap(({ broughtBy = {} }) =>
    Object.entries(broughtBy).flatMap(([module, brought]) => (moduleTestings.has(module) ? [] : (brought[name] ?? []))),
  );
}

function ofPlatform(kit: Kit): Record<string, () => unknown> {
  const { testApp, tenant, call } = kit;
  const { registry } = testApp.app;
  const fresh = (word: string) => kit.unique(word);
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
  /** A job in a state: inline jobs do not wait by themselves. */
  const jobThat = async (state: "queued" | "failed") => {
    const { jobId: id } = await call.activity.export({});
    await setState(id, state);
    return { id };
  };
  const job = () => jobThat("queued");
  const [handler] = [...registry.handlers.values()].flat().flatMap(({ handler: { job } }) => job?.name ?? []);
  const [ofTenants] = [...registry.schedules.values()].filter(({ scope }) => scope === "tenant");
  const [switched] = registry.switches.keys();
  const sent = sentKind(registry).name;
  const file = async () => ({ id: (await kit.csv(sent, "name", fresh("S"))).fileId });
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
  const tab = async () => {
    const ids = { ...(await createModuleData(kit, fresh("Tab"))), role: (await role()).id };
    return { ...presentIn(ids), tabId: "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11" };
  };
  const openTab = async () => {
    const open = await tab();
    await call.presence.here(open);
    return open;
  };
  const [list] = registry.lists.keys();
  const savedView = async () => call.views.create({ list: list ?? "", name: fresh("V"), state: {}, shared: true });
  const noInput = () => undefined;
  const listed = () => ({});
  return {
    "account.activity": listed,
    "account.overview": noInput,
    // Not here: the next call uses the same session.
    "account.signOutEverywhere": () => ({ here: false }),
    "account.confirmationMethods": noInput,
    "activity.export": listed,
    "activity.list": listed,
    "activity.people": noInput,
    "apiKeys.create": key,
    "apiKeys.list": noInput,
    "apiKeys.revoke": async () => ({ id: (await call.apiKeys.create(key())).id }),
    "system.health": noInput,
    "system.ping": noInput,
    "events.byId": event,
    "events.list": listed,
    "events.map": noInput,
    // Needs data of a module.
    ...(handler && {
      "events.replay": () => ({ handler, missedOnly: true }),
      "events.replayCount": () => ({ handler }),
    }),
    "factors.list": noInput,
    "files.list": listed,
    "files.remove": file,
    "files.usage": noInput,
    "jobs.byId": job,
    "jobs.cancel": job,
    "jobs.list": listed,
    "jobs.retry": () => jobThat("failed"),
    "jobs.schedules": noInput,
    ...(ofTenants && {
      "jobs.setSchedule": async () => {
        const { name } = ofTenants;
        const { version } = requireRow(
          (await call.jobs.schedules()).items.filter((each) => each.name === name),
          "schedule",
        );
        return { name, cron: "0 7 * * *", enabled: true, version };
      },
    }),
    "modules.list": noInput,
    "retention.list": noInput,
    "retention.set": () => ({ name: "jobs", days: 20 }),
    ...(switched && { "modules.switch": () => ({ name: switched, on: true }) }),
    "presence.gone": openTab,
    "presence.here": tab,
    "presence.others": tab,
    "roles.create": () => ({ name: fresh("R"), permissions: ["jobs.read"] }),
    "roles.delete": () => one(role()),
    "roles.grantable": noInput,
    "roles.list": noInput,
    "roles.update": async () => ({ ...(await role()), permissions: ["roles.read"], version: 1 }),
    "search.find": () => ({ search: fitting }),
    "support.list": noInput,
    ...(list && {
      "views.count": () => one(savedView()),
      "views.create": () => ({ list, name: fresh("V"), state: {}, shared: true }),
      "views.delete": () => one(savedView()),
      "views.update": async () => ({ ...(await savedView()), name: fresh("V"), version: 1 }),
    }),
    "views.list": noInput,
    "tenants.create": () => ({ name: "New", slug: fresh("new") }),
    "tenants.current": noInput,
    "tenants.invite": () => ({ email: `${fresh("guest")}@example.test`, role: "viewer" }),
    "tenants.list": noInput,
    "tenants.members": noInput,
    "tenants.removeMember": member,
    "tenants.resendInvitation": invited,
    "tenants.setRole": async () => ({ ...(await member()), role: "dispatcher" }),
    "tenants.slugAvailable": () => ({ slug: "somewhere" }),
    "tenants.update": async () => ({
      ...{ name: fresh("Acme"), timeZone: "UTC" },
      version: (await call.tenants.current()).version,
    }),
    "tenants.withdrawInvitation": invited,
    "users.me": noInput,
    "users.sessions": noInput,
    "users.setLanguage": () => ({ language: "de" }),
    "users.update": () => ({ name: fresh("Owner") }),
  };
}
