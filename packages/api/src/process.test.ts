import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

// The output of a process, as log readers see it.

const entry = JSON.stringify(new URL("process.ts", import.meta.url).href);
const settings = {
  NODE_ENV: "production",
  DATABASE_URL: "postgres://waybill_app:secret-of-the-test@127.0.0.1:1/waybill",
  AUTH_SECRET: "a secret of the tests, long enough",
  SMTP_URL: "smtp://127.0.0.1:1",
};

/** Runs a program in a separate process. @returns its lines as objects, and its exit code */
async function run(program: string, env: Record<string, string> = settings) {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    env: { PATH: process.env.PATH, NODE_ENV: "production", ...env },
  });
  const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.once("exit", (code, signal) => resolve([code, signal])),
  );
  const [output, complained, [code, signal]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const lines: Record<string, unknown>[] = output
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return { lines, output, complained, code, signal };
}

const inProcess = (body: string, kind = "worker") => `
  import { runProcess } from ${entry};
  await runProcess("${kind}", async ({ config, log }) => {
    ${body}
  });`;

test("all output of a process is log lines: the console, Node's warnings, unhandled errors", async () => {
  const { lines, complained, code } = await run(
    inProcess(`
      console.log("\\u001b[1m ▲ Next.js 16\\u001b[22m", { port: 3000 });
      console.warn("careful");
      console.error("it failed", new Error("a page"));
      console.info("two\\nlines");
      process.emitWarning("this is old", "DeprecationWarning");
      log.info("its own");
      void Promise.reject(new Error("no one waits"));
      setTimeout(() => { throw new Error("into nothing"); }, 50);`),
  );
  expect(complained).toBe("");
  expect(code).toBe(1);
  const logged = lines.map(({ level, process: name, msg }) => [level, name, msg]);
  expect(logged).toEqual(
    expect.arrayContaining([
      [30, "worker", "▲ Next.js 16 { port: 3000 }"],
      [40, "worker", "careful"],
      [50, "worker", "it failed a page"],
      [30, "worker", "two\nlines"],
      [40, "worker", "Node warns: this is old"],
      [30, "worker", "its own"],
      [50, "worker", "unhandled rejection"],
      [60, "worker", "The worker process stops because of an unhandled error. into nothing"],
    ]),
  );
});

test.each(["web", "worker"])("a %s process with a blocked event loop ends with a log line", async (kind) => {
  const program = inProcess(`setTimeout(() => { log.info("it blocks"); for (;;); }, 50);`, kind);
  const { lines, code, signal } = await run(program, { ...settings, UNHEALTHY_SECONDS: "1" });
  expect([code, signal]).toEqual([null, "SIGKILL"]);
  expect(lines).toEqual([
    expect.objectContaining({ msg: "it blocks" }),
    {
      level: 60,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      process: kind,
      msg: expect.stringMatching(/^The \w+ process ends: its event loop was blocked for 1 s\./),
    },
  ]);
});

test("a process that computes for a while, was suspended, or has no watchdog continues", async () => {
  const busy = inProcess(`
    const block = (ms) => { for (const end = Date.now() + ms; Date.now() < end; ); };
    setTimeout(() => { block(2500); setTimeout(() => { log.info("it goes on"); process.exit(0); }, 1500); }, 50);`);
  const suspended = inProcess(`
    const { spawn } = await import("node:child_process");
    spawn("sh", ["-c", "kill -STOP " + process.pid + "; sleep 6; kill -CONT " + process.pid]);
    setTimeout(() => { log.info("it goes on"); process.exit(0); }, 8000);`);
  const runs = await Promise.all([
    run(busy, { ...settings, UNHEALTHY_SECONDS: "5" }),
    run(busy, { ...settings, UNHEALTHY_SECONDS: "0" }),
    run(suspended, { ...settings, UNHEALTHY_SECONDS: "4" }),
  ]);
  for (const { lines, code } of runs) expect([code, lines.map(({ msg }) => msg)]).toEqual([0, ["it goes on"]]);
}, 30_000);

const startOf = (port: number, host = "127.0.0.1") =>
  inProcess(`
  const { serveProbes } = await import(${entry.replace("process.ts", "probes.ts")});
  await serveProbes(${port}, "${host}", {});`);

test("a failed start is one log line with advice, without a stack", async () => {
  const taken = createServer();
  await new Promise<void>((listening) => taken.listen(0, "127.0.0.1", listening));
  const { port } = taken.address() as AddressInfo; // a TCP server's address is never a string
  const { DATABASE_URL: _left, ...withoutDatabase } = settings;
  const cases: [program: string, env: Record<string, string>, says: RegExp][] = [
    [
      inProcess(""),
      withoutDatabase,
      /did not start\. These settings are missing or wrong:\n {2}DATABASE_URL: .*docs\/settings\.md/s,
    ],
    [
      inProcess(""),
      { ...settings, AUTH_SECRET_FILE: "/nowhere/secret" },
      /did not start\. .*AUTH_SECRET_FILE: names a file/s,
    ],
    [
      inProcess(""),
      { ...settings, DATA_DIR: fileURLToPath(import.meta.url) },
      /did not start\. No write access to the file folder .*process\.test\.ts\/files\. Set DATA_DIR/,
    ],
    [
      startOf(port),
      settings,
      /did not start\. Port \d+ of 127\.0\.0\.1 is in use\. Stop the other program, or set another port/,
    ],
    [
      startOf(port, "desk.invalid"),
      settings,
      /did not start\. The name desk\.invalid cannot be resolved\. Set HOST to an address of this machine, [^\n]*PUBLIC_URL\.$/,
    ],
    [startOf(port, "192.0.2.1"), settings, /did not start\. 192\.0\.2\.1 is not an address of this machine\. Set HOST/],
    [
      inProcess(
        `throw Object.assign(new Error("password authentication failed"), { code: "28P01", severity: "FATAL" });`,
      ),
      settings,
      /Postgres refuses the login: password authentication failed\. Check DATABASE_URL/,
    ],
    [
      inProcess(`throw new Error("Could not find a production build in the '.next' directory.");`),
      settings,
      /No build exists\. Create one with: npm run build/,
    ],
  ];
  await Promise.all(
    cases.map(async ([program, env, says]) => {
      const { lines, output, complained, code } = await run(program, env);
      expect([complained, code, lines.length]).toEqual(["", 1, 1]);
      expect(lines[0]).toMatchObject({ level: 60, msg: expect.stringMatching(says) });
      expect(output).not.toMatch(/\bat .*:\d+:\d+|secret-of-the-test/);
    }),
  );
  taken.close();
});
