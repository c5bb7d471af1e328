import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { request } from "@playwright/test";
import { clusterHome } from "@waybill/cluster";
import { settingFacts } from "@waybill/config";
import { expect, test, testUrls } from "./support/actions.ts";
import { freePort, untilAnswering } from "./support/processes.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Runs `npm start` by npm until it is ready.
 *
 * @returns `output` returns the output so far, `stop` sends SIGTERM to npm
 */
async function start(env: Record<string, string>): Promise<{ output: () => string; stop(): Promise<void> }> {
  const child: ChildProcess = spawn("npm", ["start"], {
    cwd: root,
    env: {
      NODE_ENV: "production",
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ...{ WAYBILL_SKIP_BUILD: "1", LOG_LEVEL: "warn", ...env },
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await new Promise<void>((running, failed) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("SIGTERM stops everything")) running();
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    void ended.then(() => failed(new Error(`The start ended:\n${output}`)));
  });
  return {
    output: () => output,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** The process ids of command, web, worker and Postgres on a data folder. */
function processesOn(directory: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .filter((pid) => {
      try {
        const variables = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        return (
          variables.includes(`DATA_DIR=${directory}`) || command.includes(join(clusterHome(directory), "postgres"))
        );
      } catch {
        return false; // It has exited or belongs to another user.
      }
    })
    .map(Number);
}

/** The process id of a data folder's Postgres, or null. */
function postgresOf(directory: string): number | null {
  try {
    return Number(readFileSync(join(clusterHome(directory), "postgres/postmaster.pid"), "utf8").split("\n")[0]);
  } catch {
    return null;
  }
}

/** The secrets in the environments of web, worker and Postgres on a data folder. */
function environmentsOf(directory: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name) && name !== String(process.pid))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      const variables = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
      const starts = command.includes("tooling/cli") || command.startsWith("npm ");
      const own = variables.includes(`DATA_DIR=${directory}`) && !starts;
      if (!own && !command.includes(join(directory, "postgres"))) continue;
      const name = command.includes("src/server/main.ts")
        ? "web"
        : command.includes("src/main.ts")
          ? "worker"
          : command;
      const secrets = variables.map((variable) => variable.split("=")[0] ?? "").filter((one) => isSecret(one));
      if (secrets.length > 0) found[name] = [...new Set([...(found[name] ?? []), ...secrets])].sort();
    } catch {
      // It has exited or belongs to another user.
    }
  }
  return found;
}

const isSecret = (name: string) => settingFacts().some((setting) => setting.name === name && setting.secret);

/** Runs a command of the project on a data folder. @returns its output */
async function command(args: string[], directory: string, more: Record<string, string> = {}): Promise<string> {
  const port = String(await freePort());
  const { PATH } = process.env;
  const env = { NODE_ENV: "production", PATH, DATA_DIR: directory, PORT: port, WAYBILL_SKIP_BUILD: "1" } as const;
  const child = spawn(process.execPath, ["tooling/cli/main.ts", ...args], { cwd: root, env: { ...env, ...more } });
  const [output, complained] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return output + complained;
}

/** Whether an address accepts connections. */
const listens = (host: string, port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ host, port, timeout: 2000 });
    const is = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", is(true)).once("error", is(false)).once("timeout", is(false));
  });

/** An address of this machine other than 127.0.0.1. */
const another =
  Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === "IPv4" && !one.internal)?.address ?? "127.0.0.2";

test("a start without settings serves this machine only, with demo and outbox", async ({ page }) => {
  const directory = mkdtempSync(join(tmpdir(), "waybill-start-"));
  const port = await freePort();
  const { output, stop } = await start({
    DATA_DIR: directory,
    DEMO: "true",
    PORT: String(port),
    AUTH_SECRET_FORMER: "a-secret-of-before-which-is-long-enough",
    AUTH_OIDC_SECRET: "of no one",
    CARRIER_TOKEN: "of no one",
  });
  const base = `http://localhost:${port}`;
  try {
    expect(output()).toContain("demo@waybill.localhost");
    // It is on another stream than the last line of the start.
    await expect
      .poll(output)
      .toContain(`The outbox is on: everyone on this machine can read all mail, with its links, at ${base}`);
    expect(await listens("127.0.0.1", port)).toBe(true);
    expect(await listens(another, port)).toBe(false);

    const outbox = async (headers: Record<string, string> = {}) => {
      const program = await request.newContext();
      const answer = await program.get(`${base}/dev/outbox`, { headers });
      const text = await answer.text();
      await program.dispose();
      return `${answer.status()} ${/Development outbox/.test(text)}`;
    };
    expect(await outbox()).toBe("200 true");
    for (const headers of [
      ...["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "forwarded", "via"].map((name) => ({
        [name]: "127.0.0.1",
      })),
      { host: "evil.test" },
      { host: `evil.test:${port}`, "x-waybill-local": "true" },
    ]) {
      expect(await outbox(headers), JSON.stringify(headers)).toBe("404 false");
    }

    await page.goto(`${base}/sign-in`);
    await page.getByLabel("Email").fill("demo@waybill.localhost");
    await page.getByLabel("Password").fill("waybill-demo");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL("**/t/northwind");
    expect((await page.goto(`${base}/operator`))?.status()).toBe(404);

    const ofBoth = ["AUTH_SECRET", "DATABASE_URL"];
    // Only if the system shows the environment of processes.
    if (existsSync("/proc/self/environ")) {
      expect(environmentsOf(directory)).toEqual({
        web: [...ofBoth, "AUTH_OIDC_SECRET", "AUTH_SECRET_FORMER"].sort(),
        worker: [...ofBoth, "CARRIER_TOKEN"].sort(),
      });
    }

    // Other commands use its database.
    expect(await command(["waybill", "people", "sign-out", "demo@waybill.localhost"], directory)).toContain(
      "demo@waybill.localhost is signed out everywhere",
    );
    await page.goto(`${base}/t/northwind`);
    await expect(page).toHaveURL(/\/sign-in/);
    expect(await command(["db:migrate"], directory)).toContain("The database is up to date");
    expect(await command(["start"], directory)).toContain("Waybill already runs");
    expect(await command(["db:reset", "--yes"], directory)).toContain("Waybill already runs");
    expect((await page.goto(`${base}/sign-in`))?.status()).toBe(200);

    // A killed Postgres is restarted, and everything recovers.
    const killed = postgresOf(directory);
    if (!killed) throw new Error("There is no Postgres.");
    process.kill(killed, "SIGKILL");
    const program = await request.newContext();
    const health = () => program.get(`${base}/api/trpc/system.health`);
    await expect
      .poll(() => [killed, null].includes(postgresOf(directory)), {
        timeout: 60_000,
        message: "Postgres was restarted",
      })
      .toBe(false);
    await expect.poll(async () => (await health()).status(), { timeout: 60_000 }).toBe(200);
    await program.dispose();
    await page.goto(`${base}/sign-in`);
    await page.getByLabel("Email").fill("demo@waybill.localhost");
    await page.getByLabel("Password").fill("waybill-demo");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL("**/t/northwind");
  } finally {
    await stop();
    // npm has passed SIGTERM on, or the command has noticed the end of npm.
    if (existsSync("/proc/self/environ"))
      await expect.poll(() => processesOn(directory), { timeout: 60_000 }).toEqual([]);
    rmSync(directory, { recursive: true, force: true });
  }
});

test("with only an owner's URL, that database is migrated and no other one is created", async () => {
  const directory = mkdtempSync(join(tmpdir(), "waybill-owner-"));
  const DATABASE_OWNER_URL = "postgres://owner:password@127.0.0.1:1/waybill";
  const output = await command(["db:migrate"], directory, { DATABASE_OWNER_URL, MIGRATE_WAIT_SECONDS: "1" });
  expect(output).toContain("connection refused at 127.0.0.1:1");
  expect(readdirSync(directory)).toEqual([]);
  rmSync(directory, { recursive: true });
});

test("a start with a given database writes no demo data, and says who can reach the server", { tag: "@long" }, async ({
  page,
}) => {
  const port = await freePort();
  const { DATABASE_EMBEDDED: _unset, ...env } = JSON.parse(testUrls().STACK_ENV);
  const { output, stop } = await start({ ...env, HOST: "0.0.0.0", PORT: String(port) });
  try {
    expect(output()).not.toContain("Demo sign-in");
    await expect.poll(output).toContain("Waybill listens on every address of this machine");
    expect(output()).not.toContain("demo accounts");
    expect(await listens(another, port)).toBe(true);
    const base = `http://127.0.0.1:${port}`;
    expect((await page.goto(`${base}/dev/outbox`))?.status()).toBe(404);
    await page.goto(`${base}/sign-in`);
    await page.getByLabel("Email").fill("demo@waybill.localhost");
    await page.getByLabel("Password").fill("waybill-demo");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByText("or the password is incorrect")).toBeVisible();
  } finally {
    await stop();
  }
});

test("web and worker each have a command, and stop on SIGTERM to npm", { tag: "@long" }, async () => {
  const [port, webMetrics, workerMetrics] = await Promise.all([freePort(), freePort(), freePort()]);
  const { DATABASE_EMBEDDED: _unset, ...stack } = JSON.parse(testUrls().STACK_ENV);
  const env = {
    ...stack,
    ...{ PORT: String(port), PUBLIC_URL: `http://localhost:${port}`, METRICS_PORT: String(webMetrics) },
    WORKER_PORT: String(workerMetrics),
  };
  const commands = ["start:web", "start:worker"].map((name) =>
    spawn("npm", ["run", name], { cwd: root, env, stdio: "ignore" }),
  );
  const ends = commands.map((child) => new Promise<void>((resolve) => child.once("exit", () => resolve())));
  const ready = [`http://127.0.0.1:${webMetrics}/ready`, `http://127.0.0.1:${workerMetrics}/ready`];
  try {
    await Promise.all(ready.map((url) => untilAnswering(url)));
    expect((await fetch(`http://localhost:${port}/sign-in`)).status).toBe(200);
  } finally {
    for (const child of commands) child.kill("SIGTERM");
    await Promise.all(ends);
  }
  // npm exits at once; the processes drain and exit.
  const answering = async () => {
    const answers = await Promise.all(ready.map((url) => fetch(url).catch(() => null)));
    return answers.filter((answer) => answer !== null).length;
  };
  await expect.poll(answering, { timeout: 60_000 }).toBe(0);
});
