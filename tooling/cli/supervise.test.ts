import { expect, test, vi } from "vitest";
import { type Service, startService } from "./processes.ts";
import { nextDelay, Supervisor } from "./supervise.ts";

const node = (name: string, program: string) => startService(name, process.execPath, ["--eval", program]);
const untilStopped = "setInterval(() => {}, 1000); process.on('SIGTERM', () => process.exit(0));";

test("the restart delay grows up to ten seconds, and is reset after a stable run", () => {
  const delays: number[] = [];
  for (let delay = 0; delays.length < 6; delays.push(delay)) delay = nextDelay(delay, 2);
  expect(delays).toEqual([1, 2, 4, 8, 10, 10]);
  expect(nextDelay(10, 60)).toBe(1);
});

test("a killed process is restarted while the others run, and all are stopped at the end", async () => {
  const started: Service[] = [];
  const start = (name: string) => () => {
    const service = node(name, untilStopped);
    started.push(service);
    return service;
  };
  const supervisor = new Supervisor([start("web"), start("worker")]);
  void supervisor.start();
  supervisor.keep();
  started[0]?.child.kill("SIGKILL");
  await vi.waitFor(() => expect(started).toHaveLength(3), { timeout: 20_000 });
  expect(started.map(({ name }) => name)).toEqual(["web", "worker", "web"]);
  expect(started[1]?.child.exitCode).toBeNull();
  await supervisor.stop(10);
  expect(await Promise.all(started.map(({ exited }) => exited))).toEqual([137, expect.any(Number), expect.any(Number)]);
  expect(started).toHaveLength(3);
});

test("a process that exits during the start is reported and not restarted", async () => {
  let starts = 0;
  const supervisor = new Supervisor([
    () => {
      starts += 1;
      return node("web", "process.exit(3)");
    },
  ]);
  expect(await supervisor.start()).toBe("web exited with code 3");
  await supervisor.stop(1);
  expect(starts).toBe(1);
});
