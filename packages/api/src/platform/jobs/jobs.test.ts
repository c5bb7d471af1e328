import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { accessOf, defineJob, JobCancelled, type JobContext, JobRefused } from "../../core/index.ts";
import { runJob } from "../../core/run-job.ts";
import { inTenant, unitOfWork } from "../../core/unit-of-work.ts";
import { refusal, TestApp } from "../../testing.ts";

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = () => testApp.tenant("acme", "dispatcher", "viewer");
let handler: (job: JobContext<{ n: number }>) => Promise<unknown>;

const testJob = defineJob({
  name: "test.job",
  title: "A job of the tests",
  input: z.object({ n: z.number() }),
  retry: { limit: 2, delaySeconds: 0 },
  handler: (job) => handler(job),
});

beforeAll(async () => {
  testApp = await TestApp.start();
  acme = await make();
});
beforeEach(() => {
  handler = async () => undefined;
});

/** Queues the job as the dispatcher; it runs after the commit. */
function enqueue(after?: () => Promise<void>): Promise<string> {
  const { id, slug, members } = acme;
  const user = { ...members.dispatcher, name: "D", emailVerified: true, superuser: false };
  const actor = { kind: "user", id: null, ip: null } as const;
  const origin = { requestId: "request-of-the-job", log: testApp.app.log, user, actor };
  const tenant = { id, slug, name: slug, timeZone: "UTC" };
  return unitOfWork(testApp.app, origin, { tenantId: id }, async (work) => {
    const { jobs } = inTenant(testApp.app, work, tenant, accessOf([], new Set(), user.id));
    const jobId = await jobs.enqueue(testJob, { n: 1 });
    await after?.();
    return jobId;
  });
}

const jobOf = (id: string) => acme.members.viewer.call.jobs.byId({ id });

describe("a job", () => {
  test("runs after the commit with the context that it was queued from, and its result can be read", async () => {
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

  test("never runs where the transaction is rolled back", async () => {
    let runs = 0;
    handler = async () => {
      runs += 1;
    };
    await expect(enqueue(() => Promise.reject(new Error("changed my mind")))).rejects.toThrow("changed my mind");
    expect(runs).toBe(0);
  });

  test("sees the rows of its tenant alone", async () => {
    const other = await testApp.tenant("globex", "admin");
    await other.members.admin.call.tags.create({ name: "Theirs", color: "red" });
    let names: unknown;
    handler = ({ transaction }) =>
      transaction(async ({ db }) => {
        names = (await db.execute("select name from tags")).map((row) => row.name);
      });
    await enqueue();
    expect(names).toEqual([]);
  });

  test("is tried again when it fails, as often as it says, and then has failed", async () => {
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

  test("that trying again cannot help fails at once", async () => {
    handler = async () => {
      throw new JobRefused("This is no file");
    };
    expect(await jobOf(await enqueue())).toMatchObject({ state: "failed", error: "This is no file", attempts: 1 });
  });

  test("tells how far it is, and stops at its next step when it is cancelled", async () => {
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

  test("that was cancelled while it waited is not begun", async () => {
    const id = await enqueue();
    let begun = false;
    handler = async () => {
      begun = true;
    };
    const origin = { ip: null, traceparent: null };
    const envelope = { tenantId: acme.id, userId: null, requestId: "later", origin, input: { n: 1 } };
    await runJob(testApp.app, testJob, { id, envelope, attempt: 2, signal: new AbortController().signal });
    expect(begun).toBe(false);
  });

  test("is cancelled by who may, and read by who may", async () => {
    const id = await enqueue();
    expect((await refusal(acme.members.viewer.call.jobs.cancel({ id }))).code).toBe("FORBIDDEN");
    const stranger = await testApp.tenant("initech", "admin");
    expect((await refusal(stranger.members.admin.call.jobs.byId({ id }))).code).toBe("NOT_FOUND");
    expect((await stranger.members.admin.call.jobs.list({})).items).toEqual([]);
  });
});
