import { events } from "@waybill/db/core";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  anything,
  createCallerFactory,
  createRegistry,
  defineEvent,
  onEvent,
  readPayload,
  router,
  tenantProcedure,
} from "../../core/index.ts";
import { createContext } from "../../core/procedures/request.ts";
import { refusal, TestApp } from "../../testing.ts";
import { platform } from "../index.ts";

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = (slug = "acme") => testApp.tenant(slug, "admin", "dispatcher");

/** In its third version the weight is in grams; in its first it had no weight. */
const weighed = defineEvent("role.weighed", {
  version: 3,
  entity: "role",
  payload: z.object({ id: z.uuid(), grams: z.number() }),
  summary: ({ grams }) => `weighed ${grams} g`,
  upgrades: {
    1: (payload) => ({ ...z.object({ id: z.string() }).parse(payload), kilograms: 1 }),
    2: (payload) => {
      const { id, kilograms } = z.object({ id: z.string(), kilograms: z.number() }).parse(payload);
      return { id, grams: kilograms * 1000 };
    },
  },
});
const id = "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11";

const seen: unknown[] = [];
let broken = false;
const ofTests = { onGiveUp: { noDependents: "It is a test." } };
const firstHandler = onEvent(
  weighed,
  "test.first",
  async (_ctx, payload) => {
    if (broken) throw new Error("The scales are broken");
    seen.push(payload);
  },
  ofTests,
);
const laterHandler = onEvent(
  weighed,
  "test.later",
  async (_ctx, payload) => void seen.push(["later", payload]),
  ofTests,
);

/** The registry of a deployment with these handlers. */
function deploy(...handlers: (typeof firstHandler)[]) {
  testApp.app.registry = createRegistry({ ...platform, test: { events: [weighed], handlers } });
}

const publisher = router({
  run: tenantProcedure("tenants.update")
    .output(anything)
    .mutation(({ ctx }) => ctx.hub.publish(weighed, { id, grams: 5 })),
});
const publish = async () => {
  const given = new Headers({ "x-tenant-id": "acme" });
  const context = await createContext(testApp.app, given, acme.members.admin.sessionId);
  await createCallerFactory(publisher)(context).run();
};

beforeAll(async () => {
  testApp = await TestApp.start();
  acme = await make();
});

describe("an event", () => {
  test("of an older version is upgraded when it is read", () => {
    expect(readPayload(weighed, 1, { id })).toEqual({ id, grams: 1000 });
    expect(readPayload(weighed, 2, { id, kilograms: 2 })).toEqual({ id, grams: 2000 });
    expect(readPayload(weighed, 3, { id, grams: 7 })).toEqual({ id, grams: 7 });
    const { upgrades, ...rest } = weighed;
    expect(() => readPayload({ ...rest, upgrades: {} }, 1, { id })).toThrow("no upgrade from version 1");
    expect(Object.keys(upgrades)).toEqual(["1", "2"]);
  });

  test("cannot be published without a declaration by a module", async () => {
    await expect(publish()).rejects.toThrow();
  });

  test("shows the job of each handler", async () => {
    deploy(firstHandler);
    await publish();
    const call = acme.members.admin.call.events;
    const [event] = (await call.list({ name: "role.weighed" })).items;
    const { handlerJobs } = await call.byId({ id: event?.id ?? "" });
    expect(handlerJobs).toMatchObject([{ name: "test.first", state: "done" }]);
    expect((await refusal(acme.members.dispatcher.call.events.list({}))).code).toBe("FORBIDDEN");
  });
});

describe("a handler", () => {
  test("added later processes missed events once, of any version", async () => {
    deploy(firstHandler, laterHandler);
    await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db.insert(events).values({
        ...{ tenantId: acme.id, name: weighed.name, version: 1, entity: "role", entityId: id },
        ...{ payload: { id }, requestId: "long ago" },
      }),
    );
    seen.length = 0;
    const missed = { handler: "test.later", missedOnly: true };
    const { call } = acme.members.admin;
    const { count } = await call.events.replayCount(missed);
    expect(count).toBe(2);
    await call.events.replay(missed);
    expect(seen).toEqual([
      ["later", { id, grams: 5 }],
      ["later", { id, grams: 1000 }],
    ]);
    expect((await call.events.replayCount(missed)).count).toBe(0);
  });

  test("processes one event or a range again, without the other handlers", async () => {
    const { call } = acme.members.admin;
    const [event] = (await call.events.list({ name: weighed.name })).items;
    seen.length = 0;
    await call.events.replay({ handler: "test.first", eventId: event?.id ?? "" });
    expect(seen).toHaveLength(1);
    const from = new Date(Date.now() - 3_600_000).toISOString();
    expect((await call.events.replay({ handler: "test.first", from })).count).toBe(2);
    expect((await call.events.replay({ handler: "test.first", to: from })).count).toBe(0);
    expect(seen).toHaveLength(3);
    expect(seen.flat()).not.toContain("later");
    const entry = (await call.activity.list({ entity: "job" })).items[0];
    expect(entry?.summary).toMatch(/^replayed \d events? to test.first$/);
  });

  test("cannot be replayed if it is unknown or sync", async () => {
    const attempt = acme.members.admin.call.events.replay({ handler: "test.unknown" });
    expect((await refusal(attempt)).issues).toEqual(["handler not_found"]);
  });

  test("without retries left is a dead letter with its reason, and can be retried", async () => {
    deploy(firstHandler, laterHandler);
    broken = true;
    await publish();
    const { call } = acme.members.admin;
    const deadLetters = async () => (await call.jobs.list({ handlers: true, states: ["failed"] })).items;
    const [letter] = await deadLetters();
    expect(letter).toMatchObject({ name: "test.first", error: "The scales are broken", attempts: 6 });
    const lines = (await call.jobs.byId({ id: letter?.id ?? "" })).lines.map(({ line }) => line);
    expect(lines).toHaveLength(6);
    expect(lines.at(-1)).toContain("The job is not retried.");
    broken = false;
    seen.length = 0;
    await call.jobs.retry({ id: letter?.id ?? "" });
    expect(seen).toEqual([{ id, grams: 5 }]);
    expect(await deadLetters()).toEqual([]);
  });
});

test("the map shows publishers and handlers, from the code", async () => {
  deploy(firstHandler, laterHandler);
  const map = await acme.members.admin.call.events.map();
  const handler = (name: string) => ({ name, module: "test", async: true });
  expect(map.find(({ name }) => name === weighed.name)).toEqual({
    ...{ name: weighed.name, version: 3, entity: "role", module: "test" },
    handlers: [handler("test.first"), handler("test.later")],
  });
  expect(map.find(({ name }) => name === "role.created")?.module).toBe("roles");
});

test("an event row contains the data for a replay", async () => {
  const rows = await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
    db.select().from(events).where(eq(events.name, weighed.name)),
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(() => readPayload(weighed, row.version, row.payload)).not.toThrow();
});
