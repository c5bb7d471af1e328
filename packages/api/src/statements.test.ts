import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { Database } from "@waybill/db";
import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { appRouter } from "./root.ts";
import { TestApp } from "./testing.ts";

// How many statements each procedure sends, and how often it waits for the database: counted on the wire. The table is
// bench/statements.json; `UPDATE_STATEMENTS=1` writes it anew. A count that grows is a decision, not an accident.

const file = join(import.meta.dirname, "../../../bench/statements.json");
const table = z.record(z.string(), z.object({ statements: z.number(), roundTrips: z.number() }));
type Counts = z.output<typeof table>[string];

/**
 * Stands between the application and Postgres, and counts: whenever the application speaks after Postgres did, it has
 * waited for an answer, which is one round trip.
 */
async function wire(target: URL): Promise<{ port: number; take(): number }> {
  let trips = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    let answered = true;
    client.on("data", (chunk) => {
      if (answered) trips += 1;
      answered = false;
      upstream.write(chunk);
    });
    upstream.on("data", (chunk) => {
      answered = true;
      client.write(chunk);
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    take() {
      const taken = trips;
      trips = 0;
      return taken;
    },
  };
}

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof makeTenant>>;
const makeTenant = () => testApp.tenant("acme", "owner", "dispatcher");
let lines: Awaited<ReturnType<typeof wire>>;
const counted: string[] = [];

beforeAll(async () => {
  testApp = await TestApp.start({ JOBS_MODE: "queue" });
  const { applicationUrl } = testApp.urls;
  lines = await wire(new URL(applicationUrl));
  const target = new URL(applicationUrl);
  target.port = String(lines.port);
  target.hostname = "127.0.0.1";
  // One connection, so that what was prepared once is prepared.
  const onStatement = (text: string) => void counted.push(text);
  testApp.app.database = new Database({ url: target.href, max: 1, onStatement });
  acme = await makeTenant();
});

let counter = 0;
const fresh = (word: string) => {
  counter += 1;
  return `${word}-${counter}`;
};

type Call = (typeof acme)["members"]["owner"]["call"];

/** Makes what calls need. */
function makers(call: Call) {
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
    await testApp.join(acme.id, user, "viewer");
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
    return { id: (await call.jobs.list({})).items[0]?.id ?? "" };
  };
  return { item, place, parcel, member, role, tag, job };
}

/** What each mutation is called with; made before its call is counted. Queries are given what a page asks for. */
function inputs(call: Call): Record<string, () => Promise<unknown> | unknown> {
  const { item, place, parcel, member, role, tag, job } = makers(call);
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
    "items.archive": () => one(item),
    "items.byId": () => one(item),
    "items.create": () => ({ sku: fresh("S"), name: "Lamp", weight: 1, stock: 1, price: 1, currency: "EUR" }),
    "items.list": listed,
    "items.update": async () => ({ ...(await item()), name: "Changed", version: 1 }),
    "jobs.byId": job,
    "jobs.cancel": job,
    "jobs.list": listed,
    "jobs.retry": async () => {
      const { id } = await job();
      await call.jobs.cancel({ id });
      return { id };
    },
    "jobs.schedules": noInput,
    "jobs.setSchedule": () => ({ name: "parcels.dailyDigest", cron: "0 7 * * *", enabled: true }),
    "parcels.byId": () => one(parcel),
    "parcels.cancel": () => one(parcel),
    "parcels.create": async () => ({
      ...{ reference: fresh("P"), recipientId: (await place()).id, packed: true },
      lines: [{ itemId: (await item()).id, quantity: 1 }],
    }),
    "parcels.dispatch": () => one(parcel),
    "parcels.list": listed,
    "parcels.nextReference": noInput,
    "parcels.setPacked": async () => ({ id: (await parcel(false)).id, packed: true }),
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
    "tags.list": noInput,
    "tags.update": async () => ({ ...(await tag()), name: fresh("T"), color: "blue" }),
    "tenants.create": () => ({ name: "New", slug: fresh("new") }),
    "tenants.current": noInput,
    "tenants.invite": () => ({ email: `${fresh("guest")}@example.test`, role: "viewer" }),
    "tenants.list": noInput,
    "tenants.members": noInput,
    "tenants.removeMember": member,
    "tenants.revokeInvitation": invited,
    "tenants.setRole": async () => ({ ...(await member()), role: "dispatcher" }),
    "tenants.slugAvailable": () => ({ slug: "somewhere" }),
    "tenants.update": () => ({ name: fresh("Acme"), timeZone: "UTC" }),
    "users.me": noInput,
    "users.sessions": noInput,
    "users.update": () => ({ name: fresh("Owner") }),
  };
}

/** Procedures that are not counted, each with its reason. */
const notCounted: Record<string, string> = {
  "auth.pendingSignIn": "once for each link",
  "auth.pendingSignUp": "once for each link",
  "auth.requestPasswordReset": "throttling decides what it costs",
  "auth.requestSignInLink": "like auth.requestPasswordReset",
  "account.cancelEmailChange": "once in a blue moon",
  "account.changeEmail": "once in a blue moon",
  "account.changePassword": "hashing decides what it costs",
  "account.confirm": "hashing and throttling decide what it costs",
  "account.confirmEmail": "once for each address",
  "account.mailCode": "throttling decides what it costs",
  "account.passkeyChallenge": "once for each proof",
  "account.signOutEverywhere": "once in a blue moon",
  "account.undoEmail": "once in a blue moon",
  "auth.resetPassword": "hashing decides what it costs",
  "auth.signUp": "like auth.requestPasswordReset",
  "auth.verifyEmail": "once in an account's life",
  "core.live": "a stream",
  "factors.addPasskey": "once for each passkey",
  "factors.beginPasskey": "once for each passkey",
  "factors.beginTotp": "once for each app",
  "factors.confirmTotp": "once for each app",
  "factors.removePasskey": "once for each passkey",
  "factors.removeTotp": "once for each app",
  "factors.renamePasskey": "once in a blue moon",
  "factors.renewRecoveryCodes": "once in a blue moon",
  "items.import": "a job does the work",
  "parcels.summary": "its reads run on connections of their own",
  "places.import": "a job does the work",
  "support.current": "for operators",
  "support.end": "for operators",
  "support.revoke": "once in a blue moon",
  "support.start": "for operators",
  "support.tenants": "for operators",
  "tenants.accept": "once for each member",
  "tenants.invitation": "once for each member",
  "tenants.requireSecondFactor": "once in a blue moon",
  "tenants.leave": "like tenants.removeMember",
  "users.revokeSession": "once for each session",
};

async function count(call: Call, name: string, input: () => Promise<unknown> | unknown): Promise<Counts> {
  let counts: Counts = { statements: 0, roundTrips: 0 };
  // The first call prepares its statements, and starts the queue; the second is what every later one is like.
  for (let time = 0; time < 2; time += 1) {
    const given = await input();
    const procedure = name.split(".").reduce<unknown>((part, key) => Reflect.get(part as object, key), call);
    counted.length = 0;
    lines.take();
    await (procedure as (input: unknown) => Promise<unknown>)(given);
    counts = { statements: counted.length, roundTrips: lines.take() };
  }
  return counts;
}

test("no procedure sends more statements, or waits more often, than the table under bench/ says", async () => {
  const { call } = acme.members.owner;
  const given = inputs(call);
  const names = Object.keys(appRouter._def.procedures).filter((name) => !notCounted[name]);
  expect(
    names.filter((name) => !given[name]),
    "procedures without an input",
  ).toEqual([]);
  const now: Record<string, Counts> = {};
  for (const name of names.sort()) now[name] = await count(call, name, given[name] ?? (() => undefined));
  if (process.env.UPDATE_STATEMENTS) writeFileSync(file, `${JSON.stringify(now, null, 2)}\n`);
  const kept = existsSync(file) ? table.parse(JSON.parse(readFileSync(file, "utf8"))) : {};
  const grown = Object.entries(now).filter(
    ([name, { statements, roundTrips }]) =>
      statements > (kept[name]?.statements ?? -1) || roundTrips > (kept[name]?.roundTrips ?? -1),
  );
  expect(Object.fromEntries(grown), "more than the table says; UPDATE_STATEMENTS=1 writes it anew").toEqual({});
}, 120_000);

test("the counter sees one more statement and one more wait", async () => {
  const { call } = acme.members.owner;
  const once = await count(call, "tags.list", () => undefined);
  for (let time = 0; time < 2; time += 1) {
    counted.length = 0;
    lines.take();
    await testApp.app.database.transaction({ tenantId: acme.id }, async ({ db }) => {
      await db.execute(sql`select ${1}::int`);
      await db.execute(sql`select ${2}::int`);
    });
  }
  expect({ statements: counted.length, roundTrips: lines.take() }).toEqual({ statements: 4, roundTrips: 3 });
  expect(once.statements).toBeGreaterThan(2);
});
