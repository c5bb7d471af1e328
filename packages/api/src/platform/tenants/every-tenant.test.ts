import { expect, test, vi } from "vitest";
import { runTenantSteps } from "./every-tenant.ts";

function job(signal = new AbortController().signal) {
  const error = vi.fn();
  return { error, context: { signal, log: { info: vi.fn(), warn: vi.fn(), error } as never } };
}

async function* stepsOf(runs: Record<string, () => Promise<void>>) {
  for (const [tenantId, run] of Object.entries(runs)) yield { tenantId, run };
}

const refused = new Error("the database refused");

test("a tenant that fails keeps no other from its step, is logged, and fails the job at the end", async () => {
  const done: string[] = [];
  const { context, error } = job();
  const run = runTenantSteps(
    context,
    stepsOf({
      one: async () => void done.push("one"),
      two: () => Promise.reject(refused),
      three: async () => void done.push("three"),
    }),
  );
  await expect(run).rejects.toThrow("failed for 1 organisations");
  expect(done).toEqual(["one", "three"]);
  expect(error.mock.calls.map(([fields]) => fields)).toEqual([{ tenantId: "two", err: refused }]);
});

test("without a failure the job succeeds", async () => {
  const { context, error } = job();
  await runTenantSteps(context, stepsOf({ one: async () => {} }));
  expect(error).not.toHaveBeenCalled();
});

test("an aborted job starts no further step", async () => {
  const controller = new AbortController();
  const { context, error } = job(controller.signal);
  const last = vi.fn(async () => {});
  const first = async () => {
    controller.abort();
    controller.signal.throwIfAborted();
  };
  await expect(runTenantSteps(context, stepsOf({ first, last }))).rejects.toThrow();
  expect(last).not.toHaveBeenCalled();
  expect(error).not.toHaveBeenCalled();
});
