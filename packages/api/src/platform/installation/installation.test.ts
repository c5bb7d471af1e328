import type { AnyRouter } from "@trpc/server";
import { postgres } from "@waybill/db/testing";
import { users } from "@waybill/db/users";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commandContext, setOperator } from "../../command-line/index.ts";
import { anything, createCallerFactory, operatorProcedure, refuse, router } from "../../core/index.ts";
import { createContext } from "../../core/procedures/request.ts";
import { system, unitOfWork } from "../../core/work/unit-of-work.ts";
import { appRouter } from "../../root.ts";
import { callByName, proceduresFor } from "../../testing/procedures.ts";
import { refusal, TestApp, type TestUser } from "../../testing.ts";

let testApp: TestApp;
let owner: ReturnType<typeof postgres>;
let olga: TestUser;
let acme: Awaited<ReturnType<typeof makeTenant>>;
const makeTenant = () => testApp.tenant("acme", "admin");

beforeAll(async () => {
  testApp = await TestApp.start({ JOBS_MODE: "queue" });
  owner = postgres(testApp.urls.ownerUrl, { max: 1 });
  olga = await testApp.user("Olga Operator");
  await testApp.app.database.transaction({}, ({ db }) =>
    db.update(users).set({ operator: true }).where(eq(users.id, olga.id)),
  );
  acme = await makeTenant();
});
afterAll(async () => {
  await testApp.app.queue.close();
  await owner.end();
});

/** Everything that operators' mutations write, the newest entries first. */
async function everything() {
  const entries = await owner`select * from installation_activity order by id desc`;
  const rest = await Promise.all([
    owner`select id, name, state::text from pgboss.job order by id`,
    owner`select * from queue_actions order by id`,
    owner`select * from queue_action_jobs order by 1, 2`,
    owner`select * from support_access order by id`,
    owner`select id from activity order by id`,
  ]);
  return { entries, rest: JSON.stringify(rest) };
}

const requestId = "request-4711";
/** A request of a person, by the name of a procedure of one of the routers. */
async function call(name: string, given?: unknown, person = olga, routes: AnyRouter = appRouter): Promise<unknown> {
  const context = await createContext(testApp.app, new Headers({ "x-request-id": requestId }), person.sessionId);
  const caller: unknown = createCallerFactory(routes)(context);
  return callByName(caller, name, given);
}

const type = "jobs.cleanUp";

/** Adds jobs in a state to the queue. Without a worker, they stay. */
async function leaveJobs(state: "failed" | "created") {
  const { app } = testApp;
  const job = app.registry.jobs.get(type);
  if (!job) throw new Error(`There is no job ${type}.`);
  const origin = { requestId: "r", log: app.log, user: null, actor: system };
  await unitOfWork(app, origin, {}, ({ context }) =>
    context.jobs.enqueueEach([
      { job, input: {} },
      { job, input: {} },
    ]),
  );
  const completed = state === "failed" ? new Date() : null;
  await owner`update pgboss.job set state = ${state}, completed_on = ${completed} where name = ${type}`;
  return { type, until: new Date(Date.now() + 1000).toISOString(), expected: 1000 };
}

const support = { tenant: "acme", reason: "They asked us to look", minutes: 15 };

/** The input of each operators' mutation, made right before its call. */
const inputs: Record<string, () => Promise<unknown>> = {
  "queues.cancel": () => leaveJobs("created"),
  "queues.retry": () => leaveJobs("failed"),
  "queues.stop": async () => call("queues.retry", await leaveJobs("failed")),
  "support.end": () => call("support.start", support),
  "support.start": async () => support,
};

const mutations = proceduresFor("operator").flatMap(({ name, type }) => (type === "mutation" ? [name] : []));

describe("each mutation of operators", () => {
  test("has a test input", () => {
    expect(Object.keys(inputs).sort()).toEqual([...mutations].sort());
  });

  test.each(mutations)("%s records one entry: who did what, in which request", async (name) => {
    const given = await inputs[name]?.();
    const before = await everything();
    await call(name, given);
    const { entries } = await everything();
    expect(entries).toHaveLength(before.entries.length + 1);
    expect(entries[0]).toMatchObject({ action: name, user_id: olga.id, request_id: requestId });
    expect(entries[0]?.summary).not.toContain("called");
  });

  test.each(mutations)(
    "%s records none if its change is rolled back, and changes nothing without an entry",
    async (name) => {
      const given = await inputs[name]?.();
      const before = await everything();
      await owner.unsafe(`
      create function refuse() returns trigger language plpgsql as $$ begin raise 'The disk is full'; end $$;
      create constraint trigger refuse after insert on installation_activity deferrable initially deferred
        for each row execute function refuse()`);
      expect((await refusal(call(name, given))).code).toBe("INTERNAL_SERVER_ERROR");
      await owner.unsafe("drop trigger refuse on installation_activity; drop function refuse");
      expect(await everything()).toEqual(before);
    },
  );

  test("gets a plain entry without its own, and none if it is refused", async () => {
    const forgetful = router({
      forget: operatorProcedure.output(anything).mutation(() => ({ done: true })),
      refuse: operatorProcedure
        .output(anything)
        .mutation(() => refuse({ path: [], code: "conflict", message: "Not now." })),
      read: operatorProcedure.output(anything).query(() => ({ done: true })),
    });
    const before = await everything();
    await refusal(call("refuse", undefined, olga, forgetful));
    await call("read", undefined, olga, forgetful);
    expect(await everything()).toEqual(before);
    await call("forget", undefined, olga, forgetful);
    expect((await everything()).entries[0]).toMatchObject({ action: "forget", summary: "called forget" });
  });
});

describe("the installation's activity", () => {
  const list = async (filter = {}) => (await (await testApp.as(olga)).installation.activity(filter)).items;

  test("records operators created on the machine, and the end of their rights", async () => {
    const person = await testApp.user("Otto Operator");
    const command = await commandContext(testApp.app);
    await setOperator(command, person.email, true);
    await setOperator(command, person.email, false);
    expect(await list({ userId: person.id })).toMatchObject([
      { action: "operator.revoke", userId: null, subjectName: "Otto Operator", requestId: command.requestId },
      { action: "operator.grant", userId: null, subjectName: "Otto Operator", details: { by: "command line" } },
    ]);
    expect((await refusal(setOperator(command, "unknown@example.test", true))).issues).toEqual(["email not_found"]);
  });

  test("records support access: operator, reason, organisation and end", async () => {
    const call = await testApp.as(olga);
    const { id } = await call.support.start({ ...support, reason: "They cannot find a file" });
    await acme.members.admin.call.support.revoke({ id });
    expect((await list()).slice(0, 2)).toMatchObject([
      {
        ...{ action: "support.revoke", summary: "revoked an operator's support access to acme", tenantName: "acme" },
        ...{ userId: acme.members.admin.id, subjectName: "Olga Operator" },
      },
      {
        ...{
          action: "support.start",
          summary: "started support access to acme",
          tenantName: "acme",
          userName: "Olga Operator",
        },
        ...{ details: { reason: "They cannot find a file", minutes: 15 } },
      },
    ]);
  });

  test("records reads of the list of organisations, once an hour", async () => {
    const person = await testApp.user("Oda Operator");
    await setOperator(await commandContext(testApp.app), person.email, true);
    const call = await testApp.as(person);
    for (const search of ["", "ac", "acme"]) await call.support.tenants({ search });
    const own = () => list({ userId: person.id });
    expect((await own()).map(({ action }) => action)).toEqual(["support.tenants", "operator.grant"]);
    await owner`update installation_activity set created_at = now() - interval '2 hours' where user_id = ${person.id}`;
    await call.support.tenants({});
    expect(await own()).toHaveLength(3);
  });

  test("has pages by cursor, newest first, and a filter by person", async () => {
    const call = await testApp.as(olga);
    const first = await call.installation.activity({ limit: 2 });
    const rest = await call.installation.activity({ limit: 100, cursor: first.nextCursor });
    const ids = [...first.items, ...rest.items].map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort().reverse());
    expect(ids).toHaveLength((await everything()).entries.length);
    const { items } = await call.installation.people();
    expect(items.map(({ name }) => name)).toContain("Olga Operator");
    for (const { id } of items) expect((await list({ userId: id })).length).toBeGreaterThan(0);
  });

  test("cannot be read by others than operators", async () => {
    expect((await refusal(call("installation.activity", {}, acme.members.admin))).code).toBe("FORBIDDEN");
  });
});
