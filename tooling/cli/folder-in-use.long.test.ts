import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, test, vi } from "vitest";
import { root } from "./processes.ts";

// Commands on a data folder that another process uses, with the embedded Postgres.

vi.setConfig({ testTimeout: 180_000 });

const directory = mkdtempSync(join(tmpdir(), "waybill-folder-in-use-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function start(args: string[]) {
  const env = { PATH: process.env.PATH, DATA_DIR: directory, WAYBILL_SKIP_BUILD: "1" };
  return spawn(process.execPath, args, { cwd: root, env });
}

/** Runs a command of the project. @returns its output */
async function command(...args: string[]): Promise<string> {
  const child = start(["tooling/cli/main.ts", ...args]);
  child.stdin.end();
  const parts = await Promise.all([text(child.stdout), text(child.stderr)]);
  return parts.join("");
}

/** A process that locks the folder until it is stopped, like `npm start`. */
async function service() {
  const program = `
    import { openEnvironment } from "./tooling/cli/environment.ts";
    const environment = await openEnvironment("production", "exclusive");
    process.stdout.write("It has the folder");
    process.on("SIGTERM", () => void environment.close().then(() => process.exit()));
    process.stdin.resume();`;
  const child = start(["--input-type=module", "--eval", program]);
  const complaints = text(child.stderr);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      if (chunk.includes("It has the folder")) resolve();
    });
    void ended.then(async () => reject(new Error(await complaints)));
  });
  return {
    pid: child.pid,
    ready,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

const grantUnknown = "waybill operators grant unknown@example.com".split(" ");

describe("while Waybill runs", () => {
  test("commands wait until it is ready and use its database, several at a time", async () => {
    const running = await service();
    const [granted, migrated] = await Promise.all([command(...grantUnknown), command("db:migrate")]);
    await running.ready;
    expect(granted).toContain("No account has the email address unknown@example.com.");
    expect(migrated).toContain("The database is up to date");
    expect(await command("demo:remove")).toContain("There are no demo accounts");
    for (const args of [["start"], ["dev"], ["db:reset", "--yes"]]) {
      expect(await command(...args), args.join(" ")).toContain(`Waybill already runs on ${directory}`);
    }
    // The embedded database and the lock are still in use.
    expect(await command(...grantUnknown)).toContain("No account has the email address");
    expect(readFileSync(join(directory, "waybill.pid"), "utf8")).toBe(`${running.pid} service embedded ready`);
    await running.stop();
  });

  test("one on a given database is distinguished from one on the embedded database", async () => {
    const other = start(["--eval", "process.stdin.resume() /* like tooling/cli/main.ts */"]);
    writeFileSync(join(directory, "waybill.pid"), `${other.pid} service given ready`);
    expect(await command(...grantUnknown)).toContain(
      "uses the database in its DATABASE_URL. Set the same for this command.",
    );
    other.kill();
  });
});

test("concurrent commands run one after the other, and a killed one does not block others", async () => {
  writeFileSync(join(directory, "waybill.pid"), `${2 ** 22} service embedded ready`);
  const outputs = await Promise.all([command(...grantUnknown), command(...grantUnknown), command("db:migrate")]);
  expect(outputs.slice(0, 2)).toEqual(Array(2).fill(expect.stringContaining("No account has the email address")));
  expect(outputs[2]).toContain("The database is up to date");
  expect(outputs.filter((text) => text.includes("Waiting for another command")).length).toBeGreaterThanOrEqual(1);
});
