import { newId } from "@waybill/db";
import { beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { TestApp } from "../../testing.ts";
import { defineJob } from "./jobs.ts";
import { runAttempt } from "./run-job.ts";

let testApp: TestApp;
beforeAll(async () => {
  testApp = await TestApp.start();
});

test("a job whose start cannot be recorded is not run, and each attempt says so", async () => {
  const { app } = testApp;
  const acme = await testApp.tenant("acme", "owner");
  const run = vi.fn();
  const job = defineJob({
    name: "test.unrecorded",
    title: "Unrecorded",
    readBy: "jobs.read",
    input: z.object({}),
    onGiveUp: { noDependents: "It is a test's." },
    run,
  });
  const envelope = {
    tenantId: acme.id,
    userId: acme.members.owner.id,
    requestId: "run-job",
    origin: { ip: null, traceparent: null },
    input: {},
  };
  const warn = vi.spyOn(app.log, "warn");
  vi.spyOn(app.database, "transaction").mockRejectedValue(new Error("the disk is full"));
  for (const attempt of [1, 2]) {
    const { signal } = new AbortController();
    expect(await runAttempt(app, job, { id: newId(), envelope, attempt, signal })).toMatchObject({ state: "failed" });
  }
  vi.restoreAllMocks();
  expect(run).not.toHaveBeenCalled();
  expect(warn.mock.calls.map(([fields, message]) => [fields, message])).toEqual(
    [1, 2].map((attempt) => [
      expect.objectContaining({ job: "test.unrecorded", attempt, err: expect.any(Error) }),
      "a job could not be started",
    ]),
  );
});
