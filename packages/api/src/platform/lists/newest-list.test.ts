import { firstIdAt } from "@waybill/db";
import { postgres } from "@waybill/db/testing";
import {
  type activityFilter,
  dayAt,
  type EntityName,
  type eventFilter,
  type JobState,
  type jobFilter,
  jobStates,
} from "@waybill/validators";
import { beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { type Random, randomOf } from "../../testing/random.ts";
import { TestApp, type TestMember } from "../../testing.ts";
import { maxScanned } from "./filtered-list.ts";

// The lists of activity, events and jobs: each combination of filters is compared, page by page, with a few lines that check
// every row. There are more rows than a page scans, and most values are rare.

const rowCount = 1.2 * maxScanned;
const timeZone = "Pacific/Auckland";
const minuteMs = 60_000;
const newest = Date.parse("2026-11-20T12:00:00Z");

/** Each value has a tenth of the rows of the previous one. */
function skewed<T>(random: Random, values: readonly [T, ...T[]]): T {
  const [first, ...others] = values;
  const [second, ...rest] = others;
  return second === undefined || random(10) > 0 ? first : skewed(random, [second, ...rest]);
}

/** One of the values, however rare. */
const anyOf = <T>(random: Random, values: readonly [T, ...T[]]): T => values[random(values.length)] ?? values[0];

const uuid = (n: number): string => `0198c5a8-6a2b-7d61-b6a0-${String(n).padStart(12, "0")}`;
const noId = uuid(999);
const entities: [EntityName, ...EntityName[]] = ["member", "role", "file", "invitation"];
const records: [string, ...string[]] = [uuid(1), uuid(2), uuid(3), uuid(4)];
const people: [string, ...string[]] = [uuid(11), uuid(12), uuid(13)];
const requests: [string, ...string[]] = ["request-1", "request-2", "request-3", "request-4"];
const names: [string, ...string[]] = ["mail.deliver", "roles.changed", "files.removed", "views.shared"];
const states: [JobState, ...JobState[]] = ["done", "failed", "cancelled", "running", "retrying", "queued"];

interface Row {
  id: string;
  at: Date;
  entity: EntityName;
  record: string | null;
  person: string | null;
  request: string;
  name: string;
  state: JobState;
  /** The event of a handler's job. */
  event: string | null;
}

/** Three rows at each moment, newest first. A transaction can take longer than an hour. */
function randomRows(random: Random): Row[] {
  return Array.from({ length: rowCount }, (_, n) => {
    const at = newest - Math.floor(n / 3) * 29 * minuteMs;
    return {
      id: `${firstIdAt(at).slice(0, -12)}${String(rowCount - n).padStart(12, "0")}`,
      at: new Date(at - random(90) * minuteMs),
      ...{ entity: skewed(random, entities), record: random(10) > 0 ? skewed(random, records) : null },
      ...{ person: random(10) > 0 ? skewed(random, people) : null, request: skewed(random, requests) },
      ...{ name: skewed(random, names), state: skewed(random, states), event: random(3) > 0 ? uuid(n) : null },
    };
  });
}

const rows = randomRows(randomOf(1));
let call: TestMember["call"];

beforeAll(async () => {
  const testApp = await TestApp.start({ JOBS_MODE: "queue" });
  const [tenant, other] = [await testApp.tenant("acme", "owner"), await testApp.tenant("globex", "owner")];
  ({ call } = tenant.members.owner);
  const owner = postgres(testApp.urls.ownerUrl, { max: 1, onnotice: () => {} });
  await owner.begin(async (sql) => {
    await sql`set local session_replication_role = replica`;
    await sql`update tenants set time_zone = ${timeZone}`;
    await sql`create temporary table filled on commit drop as select * from jsonb_to_recordset(${sql.json(JSON.parse(JSON.stringify(rows)))})
      as row (id uuid, at timestamptz, entity text, record uuid, person uuid, request text, name text, state text, event uuid)`;
    for (const table of ["activity", "events", "jobs"]) await sql`delete from ${sql(table)}`;
    for (const { id } of [tenant, other]) {
      await sql`
        insert into activity (tenant_id, id, action, entity, entity_id, summary, user_id, actor, request_id, created_at)
          select ${id}, id, name, entity, record, 'changed it', person, 'user', request, at from filled`;
      await sql`
        insert into events (tenant_id, id, name, version, entity, entity_id, payload, request_id, created_at)
          select ${id}, id, name, 1, entity, record, '{}', request, at from filled`;
      await sql`
        insert into jobs (tenant_id, id, name, state, input, event_id, request_id, created_at)
          select ${id}, id, name, state, '{}', event, request, at from filled`;
    }
  });
  await owner.end();
});

type List<Filter> = (
  filter: Filter & { cursor: string | null; limit: number },
) => Promise<{ items: { id: string }[]; nextCursor: string | null }>;

/** Asserts that the pages of a list contain the expected rows once, newest first, and that each has been read for good. */
async function expectRows<Filter>(list: List<Filter>, filter: Filter, expected: (row: Row) => boolean, limit: number) {
  const ids: string[] = [];
  let pages = 0;
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof list>> = await list({ ...filter, cursor, limit });
    ids.push(...page.items.map(({ id }) => id));
    pages += 1;
    cursor = page.nextCursor;
  } while (cursor !== null);
  const should = rows.filter(expected).map(({ id }) => id);
  expect(ids, JSON.stringify(filter)).toEqual(should);
  // A page is full, or has scanned its number of rows, or is the last.
  expect(pages).toBeLessThanOrEqual(Math.floor(should.length / limit) + Math.floor(rowCount / maxScanned) + 1);
}

/** Every combination of filters, with none and all. */
const combinations = <Name extends string>(all: readonly Name[]): { names: Name[]; title: string }[] =>
  Array.from({ length: 2 ** all.length }, (_, number) => {
    const names = all.filter((_name, at) => Math.floor(number / 2 ** at) % 2 === 1);
    return { names, title: names.join(", ") || "no filter" };
  });

const chosen = <Filter extends object>(all: Filter, names: readonly (keyof Filter)[]): Partial<Filter> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => names.some((one) => one === name))) as Partial<Filter>; // A part of it.

const asked = <T>(wanted: T | undefined, fits: (wanted: T) => boolean) => wanted === undefined || fits(wanted);

const dayOf = (at: Date) => dayAt(timeZone, at);
const randomDay = (random: Random) => dayOf(new Date(newest - random(45) * 24 * 60 * minuteMs));

test("the rows have rare values", () => {
  const counts = [entities, records, requests, names].map(
    (values) => rows.filter((row) => Object.values(row).includes(values.at(-1))).length,
  );
  for (const count of counts) expect(count).toBeGreaterThan(0);
  for (const count of counts) expect(count).toBeLessThan(20);
});

describe("the activity", () => {
  type Filter = Omit<z.input<typeof activityFilter>, "cursor" | "limit">;

  test.each(combinations(["userId", "entity", "entityId", "requestId", "from", "to"]))(
    "by $title",
    async ({ names }) => {
      for (const seed of names.length > 0 ? [1, 2] : [1]) {
        const random = randomOf(100 * seed + names.join().length);
        const [from, to] = [randomDay(random), randomDay(random)].toSorted();
        const filter = chosen<Filter>(
          {
            ...{ userId: anyOf(random, [...people, noId]), entity: anyOf(random, [...entities, "view"]) },
            ...{ entityId: anyOf(random, [...records, noId]), requestId: anyOf(random, [...requests, "none"]) },
            ...{ from, to },
          },
          names,
        );
        const fits = (row: Row) =>
          asked(filter.userId, (id) => row.person === id) &&
          asked(filter.entity, (entity) => row.entity === entity) &&
          asked(filter.entityId, (id) => row.record === id) &&
          asked(filter.requestId, (id) => row.request === id) &&
          asked(filter.from, (day) => dayOf(row.at) >= day) &&
          asked(filter.to, (day) => dayOf(row.at) <= day);
        await expectRows(call.activity.list, filter, fits, 80 + random(21));
      }
    },
  );
});

describe("the events", () => {
  type Filter = Omit<z.input<typeof eventFilter>, "cursor" | "limit">;

  test.each(combinations(["name", "entityId"]))("by $title", async ({ names: filters }) => {
    for (const seed of filters.length > 0 ? [1, 2, 3, 4] : [1]) {
      const random = randomOf(seed);
      const all = { name: anyOf(random, [...names, "none"]), entityId: anyOf(random, [...records, noId]) };
      const filter = chosen<Filter>(all, filters);
      const fits = (row: Row) =>
        asked(filter.name, (name) => row.name === name) && asked(filter.entityId, (id) => row.record === id);
      await expectRows(call.events.list, filter, fits, 80 + random(21));
    }
  });
});

describe("the jobs", () => {
  type Filter = Omit<z.input<typeof jobFilter>, "cursor" | "limit">;

  test.each(combinations(["name", "states", "handlers"]))("by $title", async ({ names: filters }) => {
    for (const seed of filters.length > 0 ? [1, 2, 3, 4] : [1]) {
      const random = randomOf(seed);
      const wanted = Array.from({ length: 1 + random(jobStates.length) }, () => anyOf(random, states));
      const all = { name: anyOf(random, [...names, "none"]), states: wanted, handlers: true };
      const filter = chosen<Filter>(all, filters);
      const fits = (row: Row) =>
        asked(filter.name, (name) => row.name === name) &&
        asked(filter.states, (some) => some.includes(row.state)) &&
        asked(filter.handlers, () => row.event !== null);
      await expectRows(call.jobs.list, filter, fits, 80 + random(21));
    }
  });
});
