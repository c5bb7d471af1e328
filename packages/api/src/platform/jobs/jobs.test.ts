import { readFile } from "node:fs/promises";
import { eq, type SQL, sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import {
  type Actor,
  accessOf,
  defineJob,
  JobCancelled,
  type JobContext,
  type JobDefinition,
  PermanentJobError,
  type TenantContext,
} from "../../core/index.ts";
import { runJob } from "../../core/jobs/run-job.ts";
import { tenantContextOf } from "../../core/work/tenant-context.ts";
import { unitOfWork } from "../../core/work/unit-of-work.ts";
import { type NotesApp, named, notes, startWithNotes } from "../../testing/notes/index.ts";
import { refusal, type TestUser } from "../../testing.ts";

let testApp: NotesApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = () => testApp.tenant("acme", "dispatcher", "viewer");
/** Why the jobs of the tests were given up. */
const givenUp: string[] = [];
let obstacle: string | null = null;
let handler: (job: JobContext<{ n: number }>) => Promise<unknown>;

const testJob = defineJob({
  name: "test.job",
  title: "A job of the tests",
  readBy: "notes.read",
  input: z.object({ n: z.number() }),
  retry: { limit: 2, delaySeconds: 0 },
  onGiveUp: async (_ctx, { reason }) => void givenUp.push(reason),
  retryRefusal: async () => obstacle,
  run: (job) => handler(job),
});

beforeAll(async () => {
  testApp = await startWithNotes();
  testApp.app.registry.jobs.set(testJob.name, testJob);
  acme = await make();
});
beforeEach(() => {
  handler = async () => undefined;
  givenUp.length = 0;
  obstacle = null;
});

/** Queues the job as the dispatcher; it runs after the commit. */
function enqueue(after?: () => Promise<void>): Promise<string> {
  return asDispatcher(async ({ jobs }) => {
    const id = await jobs.enqueue(testJob, { n: 1 });
    await after?.();
    return id;
  });
}

/** Runs a unit of work as the dispatcher, or as another person. */
function asDispatcher<T>(
  body: (ctx: TenantContext) => Promise<T>,
  who: TestUser = acme.members.dispatcher,
  actor: Actor = { kind: "user", id: null, ip: null },
): Promise<T> {
  const { id, slug } = acme;
  const user = { ...who, name: "D", emailVerified: true, language: null, operator: false };
  const origin = { requestId: "request-of-the-job", log: testApp.app.log, user, actor };
  const tenant = { id, slug, name: slug, timeZone: "UTC", version: 1, modulesOff: [] };
  return unitOfWork(testApp.app, origin, { tenantId: id }, (work) =>
    body(tenantContextOf(testApp.app, work, tenant, accessOf([], new Set(), user.id))),
  );
}

const jobOf = (id: string) => acme.members.viewer.call.jobs.byId({ id });

describe("a job", () => {
  test("runs after the commit with the context in which it was queued, and its result can be read", async () => {
    let seen: unknown;
    handler = async ({ input, tenant, requestId, attempt, transaction }) => {
      seen = { input, tenant: tenant?.slug, requestId, attempt, user: await transaction(async (ctx) => ctx.user?.id) };
      return { answer: 42 };
    };
    const id = await enqueue();
    const user = acme.members.dispatcher.id;
    expect(seen).toEqual({ input: { n: 1 }, tenant: "acme", requestId: "request-of-the-job", attempt: 1, user });
    expect(await jobOf(id)).toMatchObject({ state: "done", result: { answer: 42 }, attempts: 1 });
  });

  test("has the current permissions of its user: none after they left", async () => {
    const may: boolean[] = [];
    handler = ({ transaction }) =>
      transaction(async ({ can }) => void may.push(can("notes.create"), can("roles.manage")));
    await enqueue();
    const gone = await testApp.user("Gone");
    await asDispatcher(({ jobs }) => jobs.enqueue(testJob, { n: 1 }), gone);
    expect(may).toEqual([true, false, false, false]);
  });

  test("continues while its user has the permission: not after they left or got a lesser role", async () => {
    const needing = { ...testJob, name: "test.needing", needs: "notes.create" };
    testApp.app.registry.jobs.set(needing.name, needing);
    const ends = {
      leaves: ({ id }: TestUser) => sql`delete from memberships where tenant_id = ${acme.id} and user_id = ${id}`,
      "gets a lesser role": ({ id }: TestUser) =>
        sql`update memberships set role = 'viewer' where tenant_id = ${acme.id} and user_id = ${id}`,
    };
    for (const [name, end] of Object.entries(ends)) {
      const person = await testApp.user("Dan");
      await testApp.join(acme.id, person, "dispatcher");
      const steps: string[] = [];
      handler = async ({ transaction }) => {
        await transaction(async () => void steps.push("before"));
        await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) => db.execute(end(person)));
        await transaction(async () => void steps.push("after"));
      };
      const id = await asDispatcher(({ jobs }) => jobs.enqueue(needing, { n: 1 }), person);
      expect(steps, name).toEqual(["before"]);
      const { state, attempts, error } = await jobOf(id);
      expect([state, attempts], name).toEqual(["failed", 1]);
      expect(error, name).toContain("no longer has the permission notes.create");
    }
  });

  describe("queued by an API key", () => {
    const needing = { ...testJob, name: "test.by-key", needs: "notes.create" };
    const make = async (name: string) => {
      testApp.app.registry.jobs.set(needing.name, needing);
      const person = await testApp.user(name);
      await testApp.join(acme.id, person, "admin");
      const call = await testApp.as(person, "acme");
      const key = await call.apiKeys.create({ name, permissions: ["notes.create", "notes.read"], expiresInDays: 7 });
      return { person, call, key };
    };
    const revoke = (id: string) => sql`update api_keys set revoked_at = now() where id = ${id}`;
    const ends = {
      "is revoked": revoke,
      expires: (id: string) => sql`update api_keys set expires_at = now() where id = ${id}`,
    };
    const refused = "The API key that started this job was revoked or has expired";
    const inAcme = (statement: SQL) =>
      testApp.direct.transaction({ tenantId: acme.id }, ({ db }) => db.execute(statement));

    test.each(Object.entries(ends))("stops after the key %s, also in a retry", async (_how, end) => {
      const { person, key } = await make("Key holder");
      const steps: string[] = [];
      handler = async ({ transaction }) => {
        await transaction(async () => void steps.push("before"));
        await inAcme(end(key.id));
        await transaction(async () => void steps.push("after"));
      };
      const actor = { kind: "apiKey", id: key.id, ip: null } as const;
      const id = await asDispatcher(({ jobs }) => jobs.enqueue(needing, { n: 1 }), person, actor);
      expect(steps).toEqual(["before"]);
      expect(await jobOf(id)).toMatchObject({
        state: "failed",
        attempts: 1,
        error: expect.stringContaining(refused),
      });
      const operator = await testApp.user("Retrier");
      await testApp.join(acme.id, operator, "owner");
      await (await testApp.as(operator, "acme")).jobs.retry({ id });
      expect(steps).toEqual(["before"]);
      expect(await jobOf(id)).toMatchObject({ state: "failed", error: expect.stringContaining(refused) });
    });

    test("stops the jobs that it queued too", async () => {
      const { person, key } = await make("Key holder");
      const steps: number[] = [];
      handler = async ({ input: { n }, transaction }) => {
        await transaction(async ({ jobs }) => {
          steps.push(n);
          if (n === 1) await jobs.enqueue(needing, { n: 2 });
          await inAcme(revoke(key.id));
        });
      };
      const actor = { kind: "apiKey", id: key.id, ip: null } as const;
      await asDispatcher(({ jobs }) => jobs.enqueue(needing, { n: 1 }), person, actor);
      expect(steps).toEqual([1]);
    });

    test("has the permissions of key and user", async () => {
      const { person, key } = await make("Key holder");
      const may: boolean[] = [];
      handler = ({ transaction }) =>
        transaction(async ({ can }) => void may.push(can("notes.read"), can("roles.manage")));
      const actor = { kind: "apiKey", id: key.id, ip: null } as const;
      await asDispatcher(({ jobs }) => jobs.enqueue(needing, { n: 1 }), person, actor);
      expect(may).toEqual([true, false]);
    });

    test("continues if it is a consequence of a finished action", async () => {
      const { person, key } = await make("Key holder");
      const steps: string[] = [];
      handler = async ({ transaction }) => {
        await inAcme(revoke(key.id));
        await transaction(async () => void steps.push("after"));
      };
      const actor = { kind: "apiKey", id: key.id, ip: null } as const;
      await asDispatcher(({ jobs }) => jobs.enqueue(testJob, { n: 1 }), person, actor);
      expect(steps).toEqual(["after"]);
    });
  });

  test("declares the permission that its user needs; a consequence of a finished action needs none", () => {
    const own = [...testApp.app.registry.jobs.values()].filter(({ name }) => !name.startsWith("test."));
    const following = own.filter(({ readBy, needs, title }) => readBy && !needs && !title.startsWith("React to "));
    expect(following.map(({ name }) => name).sort()).toEqual([
      ...["activity.archive", "files.removeBytes", "mail.deliver", "notes.count", "schedules.apply"],
    ]);
  });

  test("does not run if its transaction is rolled back", async () => {
    let runs = 0;
    handler = async () => {
      runs += 1;
    };
    await expect(enqueue(() => Promise.reject(new Error("changed my mind")))).rejects.toThrow("changed my mind");
    expect(runs).toBe(0);
  });

  test("sees only rows of its tenant", async () => {
    const other = await testApp.tenant("globex", "admin");
    await other.members.admin.call.notes.create(named("Theirs"));
    await acme.members.dispatcher.call.notes.create(named("Ours"));
    const names: unknown[] = [];
    handler = ({ transaction }) =>
      transaction(async ({ db }) => {
        for (const id of [other.id, acme.id]) {
          names.push(await db.select({ name: notes.name }).from(notes).where(eq(notes.tenantId, id)));
        }
      });
    await enqueue();
    expect(names).toEqual([[], [{ name: "Ours" }]]);
  });

  test("is retried up to its limit, and then has failed", async () => {
    const attempts: [number, boolean][] = [];
    handler = async ({ attempt, lastAttempt }) => {
      attempts.push([attempt, lastAttempt]);
      throw new Error("Not today");
    };
    expect(await jobOf(await enqueue())).toMatchObject({ state: "failed", error: "Not today", attempts: 3 });
    expect(attempts).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
  });

  test("fails at once after a permanent error", async () => {
    handler = async () => {
      throw new PermanentJobError("This is not a file");
    };
    expect(await jobOf(await enqueue())).toMatchObject({ state: "failed", error: "This is not a file", attempts: 1 });
  });

  test("reports errors of the database or a library only by the request id", async () => {
    const thrown = [
      () => asDispatcher(({ db }) => db.execute(sql`select ${"hunter2"}::text, no_such_column`)),
      () => readFile("/no/such/folder/hunter2"),
      () => z.object({ hunter2: z.string() }).parse({}),
    ];
    for (const work of thrown) {
      handler = async () => work();
      expect((await jobOf(await enqueue())).error).toBe("Something went wrong. Request request-of-the-job.");
    }
  });

  test("may return and throw unstorable values, which are made storable", async () => {
    const text = "a\0b\ud83dc";
    handler = async (job) => {
      await job.addLogLine(text);
      await job.progress(1, 2, text);
      return { text, lists: [text] };
    };
    const kept = "a\ufffdb\ufffdc";
    const job = await jobOf(await enqueue());
    expect(job).toMatchObject({ state: "done", message: kept, result: { text: kept, lists: [kept] } });
    expect(job.lines).toMatchObject([{ line: kept }]);
    handler = async () => {
      throw new PermanentJobError(text.repeat(5000));
    };
    const { error } = await jobOf(await enqueue());
    expect(error).toMatch(/^(?:a\ufffdb\ufffdc)+.*…$/);
    expect(error?.length).toBe(1000);
  });

  test("reports its progress, and stops at its next step after a cancellation", async () => {
    const steps: string[] = [];
    handler = async ({ id, progress }) => {
      await progress(1, 3, "one of three");
      expect(await jobOf(id)).toMatchObject({ state: "running", done: 1, total: 3, message: "one of three" });
      await acme.members.dispatcher.call.jobs.cancel({ id });
      await progress(2).catch((error) => {
        steps.push(error instanceof JobCancelled ? "noticed" : "missed");
        throw error;
      });
      steps.push("went on");
    };
    const id = await enqueue();
    expect(steps).toEqual(["noticed"]);
    expect((await jobOf(id)).state).toBe("cancelled");
    expect((await refusal(acme.members.dispatcher.call.jobs.cancel({ id }))).issues).toEqual([" conflict"]);
  });

  test("cancelled while it waited does not start", async () => {
    const id = await enqueue();
    let started = false;
    handler = async () => {
      started = true;
    };
    const origin = { ip: null, traceparent: null };
    const envelope = { tenantId: acme.id, userId: null, requestId: "later", origin, input: { n: 1 } };
    await runJob(testApp.app, testJob, { id, envelope, attempt: 2, signal: new AbortController().signal });
    expect(started).toBe(false);
  });

  test("can be cancelled and read by people with the permissions", async () => {
    const id = await enqueue();
    expect((await refusal(acme.members.viewer.call.jobs.cancel({ id }))).code).toBe("FORBIDDEN");
    const initech = await testApp.tenant("initech", "admin");
    expect((await refusal(initech.members.admin.call.jobs.byId({ id }))).code).toBe("NOT_FOUND");
    expect((await initech.members.admin.call.jobs.list({})).items).toEqual([]);
  });
});

describe("a job that is given up", () => {
  test.each([
    ["an error", () => new Error("Not today"), "Not today"],
    ["a bug", () => new TypeError("hunter2 is not a function"), "Something went wrong. Request request-of-the-job."],
    ["a value that is no Error", () => "hunter2", "Something went wrong. Request request-of-the-job."],
    ["an unstorable text", () => new Error("No\0 \ud83d!"), "No\ufffd \ufffd!"],
    ["a refusal", () => new PermanentJobError("Never."), "Never."],
  ])("by %s notifies its dependents once, and is recorded", async (_what, thrown, reason) => {
    handler = async () => {
      throw thrown();
    };
    const { state, error, lines } = await jobOf(await enqueue());
    expect(givenUp).toEqual([reason]);
    expect(state).toBe("failed");
    expect(reason.startsWith(error ?? "-")).toBe(true);
    expect(lines.at(-1)?.line).toMatch(/^Attempt \d failed: .*[.!?…] The job is not retried\.$/);
  });

  test("by a cancellation notifies its dependents too", async () => {
    handler = async ({ id, progress }) => {
      await acme.members.dispatcher.call.jobs.cancel({ id });
      await progress(1);
    };
    await enqueue();
    expect(givenUp).toEqual(["dispatcher acme cancelled the job."]);
  });
});

describe("a job with a unique key", () => {
  test("is queued once while one waits or runs, and again afterwards", async () => {
    let inside: string | undefined;
    const queue = () => asDispatcher(({ jobs }) => jobs.enqueue(testJob, { n: 1 }, { uniqueKey: "nightly" }));
    handler = async () => {
      inside ??= await queue();
    };
    const id = await queue();
    expect(inside).toBe(id);
    expect(await queue()).not.toBe(id);
  });
});

describe("a job on its page", () => {
  test("shows its log by attempt", async () => {
    handler = async ({ addLogLine, attempt }) => {
      await addLogLine(`Trying for the ${attempt}. time`);
      if (attempt === 1) throw new Error("Not today");
    };
    const { lines } = await jobOf(await enqueue());
    expect(lines.map(({ attempt, line }) => [attempt, line])).toEqual([
      [1, "Trying for the 1. time"],
      [1, "Attempt 1 failed: Not today. The job will be retried."],
      [2, "Trying for the 2. time"],
    ]);
  });

  test("can be retried with the permission after a failure or cancellation, and not after a success", async () => {
    let refuse = true;
    handler = async () => {
      if (refuse) throw new PermanentJobError("This is not a file");
    };
    const id = await enqueue();
    expect((await refusal(acme.members.viewer.call.jobs.retry({ id }))).code).toBe("FORBIDDEN");
    const other = await testApp.user("Other");
    await testApp.join(acme.id, other, "dispatcher");
    expect((await refusal((await testApp.as(other, "acme")).jobs.retry({ id }))).issues).toEqual([" not_allowed"]);
    refuse = false;
    await acme.members.dispatcher.call.jobs.retry({ id });
    expect(await jobOf(id)).toMatchObject({ state: "done", error: null });
    expect((await refusal(acme.members.dispatcher.call.jobs.retry({ id }))).issues).toEqual([" conflict"]);
  });

  test("cannot be retried without effect, and states the reason", async () => {
    handler = async () => {
      throw new PermanentJobError("This is not a file");
    };
    const id = await enqueue();
    obstacle = "It would do nothing.";
    const retry = () => acme.members.dispatcher.call.jobs.retry({ id });
    await expect(retry()).rejects.toThrow("It would do nothing.");
    expect(await jobOf(id)).toMatchObject({ state: "failed", error: "This is not a file" });
    obstacle = null;
    handler = async () => {};
    await retry();
    expect((await jobOf(id)).state).toBe("done");
  });

  test("of a mail shows its kind, and no link", async () => {
    const admin = await testApp.user("Admin");
    await testApp.join(acme.id, admin, "admin");
    await (await testApp.as(admin, "acme")).tenants.invite({ email: "guest@example.test", role: "viewer" });
    const [mail] = (await acme.members.viewer.call.jobs.list({ name: "mail.deliver" })).items;
    const shown = await (await testApp.as(admin, "acme")).jobs.byId({ id: mail?.id ?? "" });
    const { input, result } = shown;
    expect(input).toEqual({ mail: "tenants.invitation", input: { invitationId: expect.any(String) }, language: null });
    expect(result).toEqual({ mail: "tenants.invitation", sent: true });
  });
});

test("a job beyond its time limit fails, and its later transactions are refused", async () => {
  const slow = defineJob({
    name: "test.slow",
    title: "A slow job",
    readBy: "notes.read",
    input: z.object({}),
    timeoutSeconds: 1,
    onGiveUp: { noDependents: "It is a test." },
    retry: { limit: 0, delaySeconds: 0 },
    async run({ transaction }) {
      await new Promise((resolve) => setTimeout(resolve, 1500));
      late = transaction(async () => "written");
      late.catch(() => {});
    },
  });
  testApp.app.registry.jobs.set(slow.name, slow);
  let late: Promise<unknown> | undefined;
  const id = await asDispatcher(({ jobs }) => jobs.enqueue(slow, {}));
  expect(await jobOf(id)).toMatchObject({ state: "failed", error: "The job took longer than 1 s." });
  await vi.waitFor(() => expect(late).toBeDefined(), { timeout: 3000 });
  await expect(late).rejects.toThrow();
});

test("many jobs are queued with few statements", async () => {
  const each = Array.from({ length: 500 }, (_, n) => ({ job: testJob as JobDefinition, input: { n } }));
  let ran = 0;
  handler = async () => {
    ran += 1;
  };
  const before = testApp.statements.length;
  let statements = 0;
  await asDispatcher(async ({ jobs }) => {
    await jobs.enqueueEach(each);
    statements = testApp.statements.length - before;
  });
  expect(statements).toBeLessThan(5);
  expect(ran).toBe(500);
});

test("schedules are set with a permission, in the tenant's time zone, and show their next run", async () => {
  const admin = await testApp.user("Clock");
  await testApp.join(acme.id, admin, "admin");
  const call = await testApp.as(admin, "acme");
  await call.tenants.update({ timeZone: "Pacific/Auckland", version: 1 });
  const name = "notes.dailyCount";
  const wrong = { name, cron: "0 25 * * *", enabled: true, version: 0 };
  expect((await refusal(call.jobs.setSchedule(wrong))).issues).toEqual(["cron invalid"]);
  const unknown = { name: "no.such", cron: "0 7 * * *", enabled: true, version: 0 };
  expect((await refusal(call.jobs.setSchedule(unknown))).issues).toEqual(["name not_found"]);
  await call.jobs.setSchedule({ name, cron: "30 6 * * *", enabled: true, version: 0 });
  const { items, timeZone } = await call.jobs.schedules();
  const [daily] = items;
  expect(daily).toMatchObject({ name, cron: "30 6 * * *", enabled: true });
  const hour = new Intl.DateTimeFormat("en", { timeZone, hour: "numeric", minute: "2-digit", hour12: false });
  expect(hour.format(Date.parse(daily?.nextRunAt ?? ""))).toBe("06:30");
  const refused = acme.members.dispatcher.call.jobs.setSchedule({
    name,
    cron: "0 7 * * *",
    enabled: false,
    version: 1,
  });
  expect((await refusal(refused)).code).toBe("FORBIDDEN");
});
