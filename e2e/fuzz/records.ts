import { newId } from "@waybill/db";
import { passkeys } from "@waybill/db/factors";
import { parcelItems, parcels } from "@waybill/db/parcels";
import { sessions } from "@waybill/db/sessions";
import { memberships, tenants } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import { z } from "zod";
import { plainName as cookieName, encode } from "../../apps/web/src/server/session-cookie.ts";
import { type FuzzedModule, fuzzedModules, type MakeSome } from "../support/modules.ts";
import { type Answer, send } from "./http.ts";
import type { Installation } from "./installation.ts";

/** Every kind of caller. */
export const callers = ["visitor", "outsider", "viewer", "dispatcher", "owner", "key", "operator"] as const;
export type FuzzCaller = (typeof callers)[number];

/** Ids of a tenant's records, by kind. */
export type RecordIds = Record<string, readonly string[]>;

/** A tenant with a caller and a record of each kind, for one target. */
export interface FuzzTenant {
  tenant: { id: string; slug: string };
  /** The headers that identify a caller. */
  as(caller: FuzzCaller): Record<string, string>;
  /** Ids by kind of record; `foreign` are those of another tenant. */
  records: RecordIds;
  /** Known names, by the fields that take them. */
  names: { permissions: readonly string[]; handlers: readonly string[]; schedules: readonly string[] };
}

async function cookieOf({ secret }: Installation, sid: string): Promise<string> {
  const token = await encode({ sid }, { secret, salt: cookieName });
  return `${cookieName}=${token}`;
}

type Role = "viewer" | "dispatcher" | "owner";

async function makePerson({ database }: Installation, name: string, options: { operator?: boolean } = {}) {
  const id = newId();
  const [first, second] = [newId(), newId()];
  await database.transaction({}, async ({ db }) => {
    const email = `${name}.${id}@example.test`;
    await db.insert(users).values({ id, name, email, emailVerifiedAt: new Date(), ...options });
    const expiresAt = new Date(Date.now() + 86_400_000);
    await db.insert(sessions).values([first, second].map((session) => ({ id: session, userId: id, expiresAt })));
  });
  return { id, sessionId: first, otherSessionId: second };
}

/** Creates passkeys without an authenticator. @returns their ids */
async function givePasskeys({ database }: Installation, userId: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, newId);
  const row = { userId, name: "Key", publicKey: "AA", counter: 0, transports: [], backedUp: false };
  await database.transaction({}, ({ db }) =>
    db.insert(passkeys).values(ids.map((id) => ({ ...row, id, credentialId: id }))),
  );
  return ids;
}

/** Creates parcels that the carrier refused. @returns their ids */
async function makeFailed({ database }: Installation, tenantId: string, { item, place }: RecordIds): Promise<string[]> {
  const [itemId = "", recipientId = ""] = [item?.[0], place?.[0]];
  const ids = [newId(), newId()];
  await database.transaction({ tenantId }, async ({ db }) => {
    const row = { tenantId, recipientId, state: "failed" } as const;
    await db.insert(parcels).values(ids.map((id, n) => ({ ...row, id, reference: `F-${n}` })));
    const line = { tenantId, itemId, position: 0, quantity: 1 };
    await db.insert(parcelItems).values(ids.map((parcelId) => ({ ...line, parcelId })));
  });
  return ids;
}

async function makeTenant(
  installation: Installation,
  slug: string,
  members: Record<Role, { id: string }>,
): Promise<string> {
  const id = newId();
  await installation.database.transaction({}, ({ db }) => db.insert(tenants).values({ id, name: slug, slug }));
  await installation.database.transaction({ tenantId: id }, async ({ db }) => {
    for (const role of ["viewer", "dispatcher", "owner"] as const) {
      await db.insert(memberships).values({ tenantId: id, userId: members[role].id, role });
    }
  });
  return id;
}

const answered = z.object({ result: z.object({ data: z.unknown() }) });

/** Calls procedures to create records for the inputs. @throws if one is refused */
function callerOf(installation: Installation, headers: Record<string, string>) {
  const read = ({ status, body }: Answer, name: string): unknown => {
    if (status !== 200) throw new Error(`${name} answered ${status}: ${body.slice(0, 500)}`);
    return answered.parse(JSON.parse(body)).result.data;
  };
  return {
    async query(name: string): Promise<unknown> {
      return read(
        await send(installation.base, { method: "GET", path: `/api/trpc/${name}?input=%7B%7D`, headers }),
        name,
      );
    },
    async mutate(name: string, input: unknown): Promise<unknown> {
      const json = { ...headers, "content-type": "application/json" };
      const body = JSON.stringify(input);
      return read(
        await send(installation.base, { method: "POST", path: `/api/trpc/${name}`, headers: json, body }),
        name,
      );
    },
  };
}

const withId = z.object({ id: z.string() });
const withJob = z.object({ jobId: z.string() });
const withKey = z.object({ id: z.string(), key: z.string() });
const withIds = z.object({ items: z.array(withId) });
const withPermissions = z.object({ permissions: z.array(z.string()) });
const withInvitations = z.object({ invitations: z.array(withId) });
const withNames = z.object({ items: z.array(z.object({ name: z.string() })) });
const listeners = z.array(z.object({ handlers: z.array(z.object({ name: z.string(), async: z.boolean() })) }));

/** Creates the modules' records, each after those that it refers to. */
async function recordsOfModules(some: MakeSome): Promise<RecordIds> {
  let [records, waiting]: [RecordIds, FuzzedModule[]] = [{}, await fuzzedModules()];
  while (waiting.length > 0) {
    const ready = waiting.filter(({ fields = {} }) => Object.values(fields).every((kind) => records[kind]));
    if (ready.length === 0) throw new Error("Modules of e2e/modules refer to records that none of them makes.");
    for (const { make } of ready) records = { ...records, ...(await make(some, records)) };
    waiting = waiting.filter((each) => !ready.includes(each));
  }
  return records;
}

/** Creates a record of each kind that a procedure may require. */
async function makeRecords(installation: Installation, headers: Record<string, string>) {
  const { query, mutate } = callerOf(installation, headers);
  const make = async (name: string, input: unknown) => withId.parse(await mutate(name, input)).id;
  const some = async (name: string, count: number, inputOf: (number: number) => unknown) =>
    Promise.all(Array.from({ length: count }, (_, number) => make(name, inputOf(number))));
  const { permissions } = withPermissions.parse(await query("tenants.current"));
  /** Uploads a file with only a header, for an import. @returns its id */
  const upload = async (purpose: string): Promise<string> => {
    const path = `/api/files?for=${purpose}&name=table.csv`;
    const sent = { method: "POST", path, body: "sku,name\n", headers: { ...headers, "content-type": "text/csv" } };
    return withId.parse(JSON.parse((await send(installation.base, sent)).body)).id;
  };
  const ofModules = await recordsOfModules(some);
  const { item = [], place = [] } = ofModules;
  const address = { country: "DE", city: "Berlin", postcode: "10117", line1: "Unter den Linden 1" };
  const [view, unused] = await Promise.all([
    some("views.create", 8, (n) => ({ list: "parcels", name: `View ${n}`, state: {}, shared: true })),
    some("places.create", 4, (n) => ({ ...address, code: `U-${n}`, name: `Unused ${n}` })),
  ]);
  const [tag, role, key, file, addressBook, spare, counts, orders] = await Promise.all([
    some("tags.create", 2, (n) => ({ name: `Tag ${n}`, color: "red" })),
    some("roles.create", 2, (n) => ({ name: `Role ${n}`, permissions: ["tags.read"] })),
    mutate("apiKeys.create", { name: "Fuzz", permissions, expiresInDays: 7 }).then((made) => withKey.parse(made)),
    upload("items.import"),
    upload("places.import"),
    upload("items.import"),
    upload("items.importCounts"),
    upload("parcels.import"),
    mutate("tenants.invite", { email: `guest.${newId()}@example.test`, role: "viewer" }),
  ]);
  const lines = [{ itemId: item[0], quantity: 1 }];
  const [packed, drafts, waiting, ended] = await Promise.all([
    some("parcels.create", 2, (n) => ({ reference: `R-${n}`, recipientId: place[0], lines, packed: true })),
    some("parcels.create", 2, (n) => ({ reference: `D-${n}`, recipientId: place[0], lines })),
    mutate("items.import", { fileId: file }),
    mutate("places.import", { fileId: addressBook }),
    mutate("apiKeys.create", { name: "Spare", permissions: ["tags.read"], expiresInDays: 7 }),
  ]);
  const leaving = () => make("parcels.create", { reference: "L-1", recipientId: place[0], lines, packed: true });
  const cancelled = withJob.parse(ended).jobId;
  await mutate("jobs.cancel", { id: cancelled });
  const [keys, events, members, map, schedules] = await Promise.all([
    query("apiKeys.list"),
    query("events.list"),
    query("tenants.members"),
    query("events.map"),
    query("jobs.schedules"),
  ]);
  const counted = { selection: { ids: [await leaving()] }, until: "2100-01-01T00:00:00Z", expected: 1 };
  const batch = withJob.parse(await mutate("parcels.dispatchMany", counted)).jobId;
  const records = {
    ...ofModules,
    tag,
    role,
    view,
    unused,
    packed,
    draft: drafts,
    parcel: [...packed, ...drafts],
    file: [file],
    addressBook: [addressBook],
    spare: [spare],
    counts: [counts],
    orders: [orders],
    batch: [batch],
    job: [withJob.parse(waiting).jobId, cancelled],
    queued: [withJob.parse(waiting).jobId],
    cancelled: [cancelled],
    key: withIds.parse(keys).items.flatMap(({ id }) => (id === key.id ? [] : [id])),
    event: withIds.parse(events).items.map(({ id }) => id),
    invitation: withInvitations.parse(members).invitations.map(({ id }) => id),
  };
  const names = {
    permissions,
    handlers: listeners
      .parse(map)
      .flatMap(({ handlers }) => handlers.flatMap(({ name, async }) => (async ? [name] : []))),
    schedules: withNames.parse(schedules).items.map(({ name }) => name),
  };
  return { records, names, key: key.key };
}

/**
 * Creates a tenant with people and records.
 *
 * @param slug its slug.
 */
export async function makeFuzzTenant(installation: Installation, slug: string): Promise<FuzzTenant> {
  const [outsider, viewer, dispatcher, owner, operator, other] = await Promise.all([
    makePerson(installation, "outsider"),
    makePerson(installation, "viewer"),
    makePerson(installation, "dispatcher"),
    makePerson(installation, "owner"),
    makePerson(installation, "operator", { operator: true }),
    makePerson(installation, "other"),
  ]);
  const people = { outsider, viewer, dispatcher, owner, operator };
  const members = { viewer, dispatcher, owner };
  const id = await makeTenant(installation, slug, members);
  const foreign = await makeTenant(installation, `${slug}-foreign`, {
    viewer: other,
    dispatcher: outsider,
    owner: operator,
  });
  const passkey = await givePasskeys(installation, owner.id, 5);
  const cookies: Record<string, string> = {};
  for (const [name, { sessionId }] of Object.entries(people)) cookies[name] = await cookieOf(installation, sessionId);
  // Each target has a separate network, because limits apply per network.
  const from = { "x-forwarded-for": `2001:db8:${id.slice(-12).replace(/(?<=^.{4}|^.{8})/g, ":")}::1` };
  const ofTenant = (name: keyof typeof people) => ({ ...from, cookie: cookies[name] ?? "", "x-tenant-id": slug });
  const [{ records, names, key }, elsewhere] = await Promise.all([
    makeRecords(installation, ofTenant("owner")),
    callerOf(installation, { cookie: cookies.operator ?? "", "x-tenant-id": `${slug}-foreign` }).mutate(
      "items.create",
      {
        ...{ sku: "F", name: "Foreign", weight: 1, stock: 1, price: 1, currency: "EUR" },
      },
    ),
  ]);
  const failed = await makeFailed(installation, id, records);
  const asOperator = callerOf(installation, ofTenant("operator"));
  const access = await asOperator.mutate("support.start", {
    ...{ tenant: slug, reason: "Someone sends strange requests", minutes: 60 },
  });
  const action = await asOperator.mutate("queues.cancel", {
    ...{ type: "items.import", tenantId: id, until: new Date(Date.now() + 60_000).toISOString(), expected: 10 },
  });
  return {
    tenant: { id, slug },
    names,
    records: {
      ...records,
      failed,
      tenant: [id],
      passkey,
      support: [withId.parse(access).id],
      action: [withId.parse(action).id],
      user: [viewer.id, dispatcher.id],
      session: Object.values(people).map(({ otherSessionId }) => otherSessionId),
      foreign: [foreign, withId.parse(elsewhere).id, other.id],
    },
    as(caller): Record<string, string> {
      if (caller === "visitor") return { ...from, "x-tenant-id": slug };
      if (caller === "key") return { ...from, authorization: `Bearer ${key}` };
      return ofTenant(caller);
    },
  };
}
