import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { jobs } from "@waybill/db/core";
import { parcels } from "@waybill/db/parcels";
import { eq } from "drizzle-orm";
import { ofTenant } from "../core/index.ts";
import { createContext } from "../core/request.ts";
import { receiveFile } from "../platform/files/index.ts";
import type { TestApp, TestMember, TestTenant } from "../testing.ts";

let counter = 0;
const fresh = (word: string) => {
  counter += 1;
  return `${word}-${counter}`;
};

/** Makes what calls need. */
function makers(testApp: TestApp, tenant: TestTenant, { call, sessionId }: TestMember) {
  const item = async () => {
    const sku = fresh("SKU");
    const { id } = await call.items.create({ sku, name: "Lamp", weight: 1, stock: 9, price: 1, currency: "EUR" });
    return { id, sku, name: "Lamp", weight: 1, stock: 9, price: 1, currency: "EUR" };
  };
  const place = async () => {
    const values = {
      code: fresh("C"),
      name: "Ada",
      country: "DE",
      city: "Berlin",
      postcode: "10117",
      line1: "Street 1",
    };
    return { ...(await call.places.create(values)), ...values };
  };
  const parcel = async (packed = true) => {
    const [{ id: itemId }, { id: recipientId }] = [await item(), await place()];
    const values = { reference: fresh("WB"), recipientId, lines: [{ itemId, quantity: 1 }], packed };
    return { ...(await call.parcels.create(values)), ...values };
  };
  const member = async () => {
    const user = await testApp.user(fresh("Member"));
    await testApp.join(tenant.id, user, "viewer");
    return { userId: user.id };
  };
  const role = async () => {
    const values = { name: fresh("Role"), permissions: ["tags.read"] };
    return { ...(await call.roles.create(values)), ...values };
  };
  const tag = async () => ({ ...(await call.tags.create({ name: fresh("Tag"), color: "red" })) });
  const job = async () => {
    const { id } = await parcel();
    await call.parcels.dispatch({ id });
    const waiting = (await call.jobs.list({})).items[0]?.id ?? "";
    // Where jobs run inline, none waits by itself.
    await testApp.direct.transaction({ tenantId: tenant.id }, ({ db }) =>
      db
        .update(jobs)
        .set({ state: "queued" })
        .where(ofTenant(tenant.id, jobs, eq(jobs.id, waiting))),
    );
    return { id: waiting };
  };
  /** Has a job be one that failed. */
  const ended = async (id: string) => {
    await testApp.direct.transaction({ tenantId: tenant.id }, ({ db }) =>
      db
        .update(jobs)
        .set({ state: "failed" })
        .where(ofTenant(tenant.id, jobs, eq(jobs.id, id))),
    );
    return id;
  };
  /** A parcel that no carrier took. */
  const failed = async () => {
    const { id } = await parcel();
    await testApp.direct.transaction({ tenantId: tenant.id }, ({ db }) =>
      db
        .update(parcels)
        .set({ state: "failed" })
        .where(ofTenant(tenant.id, parcels, eq(parcels.id, id))),
    );
    return { id };
  };
  /** Parcels to begin a batch of. */
  const counted = async (packed = true) => {
    const selection = { ids: [(await parcel(packed)).id] };
    return { selection, until: (await call.parcels.count({ selection })).until, expected: 1 };
  };
  const batch = async () => ({ batchId: (await call.parcels.dispatchMany(await counted())).jobId });
  const csv = async (kind: string, header: string, row: string) => {
    const request = await createContext(testApp.app, new Headers({ "x-tenant-id": tenant.slug }), sessionId);
    const body = Readable.toWeb(Readable.from([header, "\n", row])) as ReadableStream;
    return { fileId: (await receiveFile(request, { kind, name: "rows.csv", contentType: "text/csv", body })).id };
  };
  return { item, place, parcel, member, role, tag, job, ended, failed, counted, batch, csv };
}

/**
 * What each procedure of a tenant can be called with, by an owner: a mutation, what it will do; a query, what a page
 * asks for. Each call of one makes what it needs.
 */
export function validInputs(testApp: TestApp, tenant: TestTenant, owner: TestMember): Record<string, () => unknown> {
  const { call } = owner;
  const { item, place, parcel, member, role, tag, job, ended, failed, counted, batch, csv } = makers(
    testApp,
    tenant,
    owner,
  );
  const one = async (make: () => Promise<{ id: string }>) => ({ id: (await make()).id });
  const event = async () => {
    await parcel();
    return { id: (await call.events.list({})).items[0]?.id ?? "" };
  };
  const invited = async () => {
    const email = `${fresh("guest")}@example.test`;
    await call.tenants.invite({ email, role: "viewer" });
    const { invitations } = await call.tenants.members();
    return { invitationId: invitations.find((row) => row.email === email)?.id ?? "" };
  };
  const key = () => ({ name: fresh("Key"), permissions: ["tags.read"], expiresInDays: 7 });
  const tab = async () => ({
    entity: "item",
    entityId: (await item()).id,
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
    "events.replay": () => ({ handler: "parcels.startCarriage", missedOnly: true }),
    "events.replayCount": () => ({ handler: "parcels.startCarriage" }),
    "factors.list": noInput,
    "files.list": listed,
    "files.remove": () => csv("items.import", "sku", fresh("S")).then(({ fileId }) => ({ id: fileId })),
    "files.usage": noInput,
    "items.archive": () => one(item),
    "items.byId": () => one(item),
    "items.byCode": async () => ({ code: (await item()).sku }),
    "items.create": () => ({ sku: fresh("S"), name: "Lamp", weight: 1, stock: 1, price: 1, currency: "EUR" }),
    "items.export": listed,
    "items.import": () => csv("items.import", "sku,name,weight,price,currency", `${fresh("S")},Lamp,1,1,EUR`),
    "items.correct": async () => ({ id: (await item()).id, quantity: -1, reason: "One is broken" }),
    "items.count": async () => ({ id: (await item()).id, seen: 9, counted: 8 }),
    "items.importCounts": async () => csv("items.importCounts", "sku,counted", `${(await item()).sku},7`),
    "items.list": listed,
    "items.movements": () => one(item),
    "items.receive": async () => ({ id: (await item()).id, quantity: 1 }),
    "items.update": async () => ({ id: (await item()).id, name: "Changed", version: 1 }),
    "jobs.byId": job,
    "jobs.cancel": job,
    "jobs.list": listed,
    "jobs.retry": async () => {
      const { jobId } = await call.activity.export({});
      return { id: await ended(jobId) };
    },
    "jobs.schedules": noInput,
    "jobs.setSchedule": async () => {
      const name = "parcels.dailyDigest";
      const { items } = await call.jobs.schedules();
      const version = items.find((schedule) => schedule.name === name)?.version ?? 0;
      return { name, cron: "0 7 * * *", enabled: true, version };
    },
    "parcels.attention": noInput,
    "parcels.batch": batch,
    "parcels.batchEntries": batch,
    "parcels.byId": () => one(parcel),
    "parcels.byCode": async () => ({ code: (await parcel()).reference }),
    "parcels.cancel": () => one(parcel),
    "parcels.count": () => ({ selection: {} }),
    "parcels.create": async () => ({
      ...{ reference: fresh("P"), recipientId: (await place()).id, packed: true },
      lines: [{ itemId: (await item()).id, quantity: 1 }],
    }),
    "parcels.dispatch": () => one(parcel),
    "parcels.export": listed,
    "parcels.import": () => csv("parcels.import", "reference,sku,quantity", `${fresh("P")},none,1`),
    "parcels.dispatchMany": () => counted(),
    "parcels.list": listed,
    "parcels.nextReference": noInput,
    "parcels.packMany": () => counted(false),
    "parcels.preflight": () => ({ selection: {} }),
    "parcels.printLabels": batch,
    "parcels.retry": () => failed(),
    "parcels.retryMany": async () => ({ ids: [(await failed()).id] }),
    "parcels.setPacked": async () => ({ id: (await parcel(false)).id, packed: true }),
    "parcels.summary": noInput,
    "parcels.timeline": () => one(parcel),
    "parcels.update": async () => ({ ...(await parcel()), version: 1, note: "Changed" }),
    "places.byId": () => one(place),
    "places.create": () => ({
      code: fresh("C"),
      name: "Ada",
      country: "DE",
      city: "Berlin",
      postcode: "10117",
      line1: "S",
    }),
    "places.export": listed,
    "places.import": () =>
      csv("places.import", "code,name,country,city,postcode,line1", `${fresh("C")},Ada,DE,Berlin,10117,Street 1`),
    "places.list": listed,
    "places.update": async () => ({ ...(await place()), name: "Changed", version: 1 }),
    "presence.gone": async () => {
      const open = await tab();
      await call.presence.here(open as never);
      return open;
    },
    "presence.here": tab,
    "presence.others": tab,
    "roles.create": () => ({ name: fresh("R"), permissions: ["tags.read"] }),
    "roles.delete": () => one(role),
    "roles.grantable": noInput,
    "roles.list": noInput,
    "roles.update": async () => ({ ...(await role()), permissions: ["items.read"], version: 1 }),
    "support.list": noInput,
    "tags.create": () => ({ name: fresh("T"), color: "red" }),
    "tags.delete": () => one(tag),
    "tags.export": listed,
    "tags.list": noInput,
    "tags.update": async () => ({ id: (await tag()).id, version: 1, name: fresh("T"), color: "blue" }),
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
