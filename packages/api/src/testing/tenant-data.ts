import { newId } from "@waybill/db";
import { jobLogs } from "@waybill/db/core";
import { passkeys } from "@waybill/db/factors";
import { importPlans } from "@waybill/db/imports";
import { schedules } from "@waybill/db/jobs";
import { presence } from "@waybill/db/presence";
import { supportAccess } from "@waybill/db/support";
import { invitations } from "@waybill/db/tenants";
import { postgres } from "@waybill/db/testing";
import { views } from "@waybill/db/views";
import { entityDeclarations, type Present, present } from "@waybill/validators";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { withNeeds } from "../core/index.ts";
import { linkSecret } from "../platform/mail/index.ts";
import type { TestApp, TestMember, TestTenant, TestUser } from "../testing.ts";
import { type Ids, Kit } from "./kit.ts";
import { moduleTestings } from "./module-testings.ts";

export type { Ids };

/** A tenant with the members who create its data. */
export interface TenantWithMembers extends TestTenant {
  members: Record<"owner" | "viewer", TestMember>;
}

/** A tenant with one of everything. */
export interface TenantWithData extends TenantWithMembers {
  ids: Ids;
}

/** Creates one of everything that the business modules have, in the order of their needs. @returns the ids */
export async function createModuleData(kit: Kit, word: string): Promise<Ids> {
  const { registry } = kit.testApp.app;
  const order = [...moduleTestings].sort(
    ([one], [other]) => withNeeds(registry, one).size - withNeeds(registry, other).size,
  );
  let ids: Ids = {};
  for (const [, testing] of order) ids = { ...ids, ...(await testing.createRows(kit, word, ids)) };
  return ids;
}

/** The first entity with presence: a module's, or a role. */
const openThing = [...entityDeclarations.values()].find(({ present }) => present)?.name ?? "";

/** One of these entities, which is open. */
export const presentIn = (ids: Ids): Pick<Present, "entity" | "entityId"> =>
  z
    .object({ entity: present.shape.entity, entityId: z.string() })
    .parse({ entity: openThing, entityId: ids[openThing] });

/** Creates one of everything: a row in every table of a tenant. @param word part of all names. @returns the ids. */
export async function createTenantData(
  testApp: TestApp,
  { id: tenantId, slug, members }: TenantWithMembers,
  word: string,
): Promise<Ids> {
  const { owner, viewer } = members;
  const { call } = owner;
  const kit = new Kit(testApp, { id: tenantId, slug }, owner);
  const ids = await createModuleData(kit, word);
  const role = await call.roles.create({ name: `${word} role`, permissions: ["roles.read"] });
  const apiKey = await call.apiKeys.create({ name: `${word} key`, permissions: ["roles.read"], expiresInDays: 7 });
  await call.tenants.invite({ email: `${word.toLowerCase()}@example.test`, role: role.id });
  const [schedule] = (await call.jobs.schedules()).items;
  const clock = { name: schedule?.name ?? "test.daily", cron: "0 7 * * *", enabled: false };
  if (schedule) await call.jobs.setSchedule({ ...clock, version: 0 });
  const [event] = (await call.events.list({})).items;
  const [job] = (await call.jobs.list({})).items;
  const [entry] = (await call.activity.list({})).items;
  const [invitation] = (await call.tenants.members()).invitations;
  const { row: support, view } = await testApp.direct.transaction({ tenantId }, async ({ db }) => {
    // One expired tab, and one that stays for long.
    const open = { tenantId, ...presentIn({ ...ids, role: role.id }), userId: viewer.id };
    for (const expiresAt of [sql`now() - interval '1 hour'`, sql`now() + interval '1 day'`]) {
      await db.insert(presence).values({ ...open, tabId: newId(), expiresAt });
    }
    await db.insert(jobLogs).values({ tenantId, jobId: job?.id ?? "", attempt: 1, line: `${word} line` });
    if (!schedule) await db.insert(schedules).values({ tenantId, ...clock });
    await db.insert(importPlans).values({ tenantId, import: "test.import", header: word, plan: {} });
    const [list = "test"] = testApp.app.registry.lists.keys();
    // With a part that its list does not have, as from an earlier version.
    const view = { id: newId(), list, name: `${word} view`, shared: true, state: { search: word, gone: word } };
    await db.insert(views).values({ tenantId, userId: viewer.id, ...view });
    const access = { tenantId, userId: viewer.id, reason: `${word} reason` };
    const row = { ...access, id: newId(), expiresAt: sql`now() + interval '1 hour'` };
    await db.insert(supportAccess).values(row);
    return { row, view };
  });
  // Triggers write the search words; without searchable modules there are none.
  await withWords(testApp, tenantId, word);
  const [passkey] = await testApp.direct.transaction({}, ({ db }) =>
    db
      .insert(passkeys)
      .values({
        ...{ userId: viewer.id, name: `${word} passkey`, credentialId: newId(), publicKey: "none" },
        ...{ counter: 0, transports: [], backedUp: false },
      })
      .returning({ id: passkeys.id }),
  );
  const things = {
    passkey,
    support,
    view,
    role,
    apiKey,
    event,
    job,
    entry,
    invitation,
    user: viewer,
  };
  // A job's file for the caller, if no module has created one.
  const file = ids.file ?? (await call.activity.export({})).jobId;
  return {
    ...ids,
    file,
    ...Object.fromEntries(Object.entries(things).map(([name, thing]) => [name, thing?.id ?? ""])),
    tenant: tenantId,
    session: viewer.sessionId,
  };
}

/** Adds a word to a tenant's search index, if it has none. */
async function withWords({ urls }: TestApp, tenantId: string, word: string): Promise<void> {
  const owner = postgres(urls.ownerUrl, { max: 1 });
  await owner`
    insert into search_words (tenant_id, kind, word, thing_id)
    select ${tenantId}, 'thing', ${word}, ${newId()} where not exists (select from search_words where tenant_id = ${tenantId})`;
  await owner`insert into former_words (tenant_id, kind, word, thing_id) values (${tenantId}, 'thing', ${word}, ${newId()})`;
  await owner.end();
}

/** Invites a person. @param invitedBy the id of the sender */
export async function invite(
  testApp: TestApp,
  { id: tenantId, members }: Pick<TenantWithMembers, "id"> & { members: Pick<TenantWithMembers["members"], "owner"> },
  invitedBy = members.owner.id,
): Promise<{ guest: TestUser; token: string }> {
  const guest = await testApp.user("Guest");
  const id = newId();
  const expiresAt = sql`now() + interval '1 day'`;
  const offer = { email: guest.email, role: "viewer", invitedBy } as const;
  const row = { tenantId, id, ...offer, expiresAt };
  await testApp.direct.transaction({ tenantId }, ({ db }) => db.insert(invitations).values(row));
  return { guest, token: `${tenantId}.${id}.${linkSecret(testApp.app.settings, "invitation", id)}` };
}

/** The entities of id fields that are not part of the field name. */
const kinds: Record<string, string> = {
  role: "role",
  // Beside it, a sample names the first entity with presence.
  entityId: openThing,
  lastEventId: "event",
  ...Object.assign({}, ...[...moduleTestings.values()].map(({ kinds: own }) => own)),
};

/** The entities of routers that are not part of the router's name. */
const subjects: Record<string, string> = {
  ...Object.fromEntries([...entityDeclarations.values()].map(({ name, plural }) => [plural, name])),
  ...{ activity: "entry", factors: "passkey" },
};

/** The entity of an id field of a procedure or a job, by its name. */
export function kindOf(path: string, procedure: string): string {
  const field = path.split(".").findLast((part) => Number.isNaN(Number(part))) ?? "";
  const router = procedure.split(".")[0] ?? "";
  const own = subjects[router] ?? router.replace(/s$/, "");
  return kinds[field] ?? (["id", "ids", "cursor"].includes(field) ? own : field.replace(/Id$/, ""));
}

/** The id for a field of a procedure or a job, by its name. */
export const idFor = (ids: Ids, path: string, procedure: string): string =>
  ids[kindOf(path, procedure)] ?? ids.role ?? "";
