import { firstIdAt } from "@waybill/db";
import { postgres } from "@waybill/db/testing";
import { maxReplayChecked } from "@waybill/validators";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createRegistry, defineEvent, onEvent } from "../../core/index.ts";
import { PlanWatch } from "../../testing/plan-watch.ts";
import { TestApp } from "../../testing.ts";
import { platform } from "../index.ts";

// More events than a count checks, a minute apart. The handler has received all but a few.

const eventCount = 2.4 * maxReplayChecked;
const newest = Date.parse("2026-11-20T12:00:00Z");
const timeOf = (n: number) => newest - (eventCount - n) * 60_000;
const idOf = (n: number) => `${firstIdAt(timeOf(n)).slice(0, -12)}${String(n).padStart(12, "0")}`;

const received: number[] = [];
const weighed = defineEvent("role.weighed", {
  version: 1,
  entity: "role",
  payload: z.object({ n: z.number() }),
  summary: () => "weighed it",
});
const handler = onEvent(weighed, "test.weighed", async (_ctx, { n }) => void received.push(n), {
  onGiveUp: { noDependents: "It is a test." },
});
const missed = [40, eventCount - 2, eventCount - 1];

let plans: PlanWatch;
let call: Awaited<ReturnType<typeof tenantOf>>["call"];
const tenantOf = async (testApp: TestApp) => (await testApp.tenant("acme", "admin")).members.admin;

beforeAll(async () => {
  const testApp = await TestApp.start();
  testApp.app.registry = createRegistry({ ...platform, test: { events: [weighed], handlers: [handler] } });
  ({ call } = await tenantOf(testApp));
  await testApp.tenant("globex", "admin");
  const owner = postgres(testApp.urls.ownerUrl, { max: 1, onnotice: () => {} });
  const rows = Array.from({ length: eventCount }, (_, n) => ({
    n,
    id: idOf(n),
    at: new Date(timeOf(n)).toISOString(),
  }));
  await owner.begin(async (sql) => {
    await sql`set local session_replication_role = replica`;
    await sql`create temporary table filled on commit drop as
      select * from jsonb_to_recordset(${sql.json(rows)}) as row (n int, id uuid, at timestamptz)`;
    await sql`
      insert into events (tenant_id, id, name, version, entity, payload, request_id, created_at)
        select tenants.id, filled.id, ${weighed.name}, 1, 'role', jsonb_build_object('n', n), 'request', at
        from filled, tenants`;
    await sql`
      insert into jobs (tenant_id, id, name, state, input, event_id, request_id, created_at)
        select tenants.id, filled.id, 'test.weighed', 'done', '{}', filled.id, 'request', at
        from filled, tenants where n <> all(${missed})`;
  });
  await owner`vacuum analyze`;
  await owner.end();
  plans = await PlanWatch.open(testApp);
}, 60_000);
afterAll(() => plans.close());

const at = (n: number) => new Date(timeOf(n)).toISOString();

test.each([
  ["all events", {}, { count: maxReplayChecked, more: true }, maxReplayChecked + 200],
  ["missed events", { missedOnly: true }, { count: 1, more: true }, 2 * maxReplayChecked + 200],
  ["events of a period", { from: at(7000), to: at(7009) }, { count: 10, more: false }, 500],
  ["missed events of a period", { from: at(eventCount - 50), missedOnly: true }, { count: 2, more: false }, 800],
  ["one event", { eventId: idOf(9000) }, { count: 1, more: false }, 200],
])("%s are counted by a bounded number of rows", async (_which, filter, expected, most) => {
  let counted: object = {};
  const seen = await plans.of(async () => {
    counted = await call.events.replayCount({ handler: "test.weighed", ...filter });
  });
  expect(counted).toEqual(expected);
  expect(seen.rows, seen.statements.map(({ text, rows }) => `${rows} rows: ${text}`).join("\n")).toBeLessThanOrEqual(
    most,
  );
});

test("a replay of missed events reaches all of them, by a bounded number of rows in each statement", async () => {
  let answer: { jobId: string; count: number; more: boolean } | undefined;
  const seen = await plans.of(async () => {
    answer = await call.events.replay({ handler: "test.weighed", missedOnly: true });
  });
  expect(answer).toMatchObject({ count: 1, more: true });
  const job = await call.jobs.byId({ id: answer?.jobId ?? "" });
  expect(job).toMatchObject({ state: "done", result: { queued: missed.length }, total: null });
  expect(received).toEqual(missed);
  expect(Math.max(...seen.statements.map(({ rows }) => rows))).toBeLessThanOrEqual(2 * (maxReplayChecked + 1));
  const [entry] = (await call.activity.list({ entity: "job" })).items;
  expect(entry?.summary).toBe("replayed past events to test.weighed");
});
