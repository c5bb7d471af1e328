import { expect, test, vi } from "vitest";
import { acme, logOf, packedParcel, startWorker, stateOf, useWorkersWithPostgres } from "./testing/workers.ts";

const postgres = useWorkersWithPostgres();

test("a worker survives an outage of Postgres", async () => {
  const worker = await startWorker();
  const { call } = acme.members.dispatcher;
  const { id } = await packedParcel();
  await postgres.stop();
  await vi.waitFor(() => expect(logOf(worker)).toContain("queue error"), { timeout: 20_000 });
  await postgres.restart();
  // The worker recovers by itself.
  await vi.waitFor(() => call.parcels.dispatch({ id }), { timeout: 15_000 });
  await vi.waitFor(async () => expect(await stateOf(id)).toBe("delivered"), { timeout: 30_000, interval: 200 });
  expect([worker.exitCode, worker.signalCode]).toEqual([null, null]);
  expect(logOf(worker).match(/queue error/g)?.length).toBeLessThanOrEqual(40);
}, 120_000);
