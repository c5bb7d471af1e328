import { setTimeout as sleep } from "node:timers/promises";
import {
  environmentOf,
  isEveryAddress,
  isLocalOnly,
  isLoopback,
  loadSettings,
  publicUrl,
  type Settings,
  settingsTable,
  urlHost,
} from "@waybill/config";
import { seedDemo, warnOfDemo } from "./demo.ts";
import {
  type Environment,
  isEmbedded,
  openEnvironment,
  readEnvironment,
  requirePort,
  requireUnlocked,
  settingIn,
} from "./environment.ts";
import { capture, replaceProcess, type Service, startService } from "./processes.ts";
import { Supervisor } from "./supervise.ts";
import { bold, complain, dim, green, isLogged, red, step, UserError } from "./terminal.ts";

/** Builds for production. `WAYBILL_SKIP_BUILD=1` uses the existing build. */
export async function build(): Promise<void> {
  if (process.env.WAYBILL_SKIP_BUILD === "1") return;
  step("Building (the first build takes about a minute)");
  const started = Date.now();
  const report = () => step(`Still building (${Math.round((Date.now() - started) / 1000)} s)`);
  const reports = setInterval(report, 30_000);
  // The workspace's own `build` is this function.
  const { code, output } = await capture("turbo", ["run", "build", "--filter=./apps/*", "--output-logs=new-only"], {
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
  }).finally(() => clearInterval(reports));
  if (code !== 0) throw new UserError(`The build failed:\n${output}`);
}

/** `npm start`: everything, from the database to the worker, until Ctrl-C. */
export async function start(): Promise<number> {
  await checkBeforeStart("production");
  await build();
  return runServices("production", ({ env }) => servicesOf(env));
}

/** `npm run build`: builds for production. */
export async function buildOnly(): Promise<number> {
  await build();
  step("Built for production");
  return 0;
}

/** The program of each process. */
const programs = {
  web: { folder: "apps/web", entry: "src/server/main.ts" },
  worker: { folder: "apps/worker", entry: "src/main.ts" },
} as const;

/**
 * `npm run start:web`, `npm run start:worker`: one process of an installation. It replaces this process, so that a supervisor's
 * signals and the exit code are those of the process.
 */
export function startAlone(name: keyof typeof programs): Promise<number> {
  const { folder, entry } = programs[name];
  const env = { ...environmentOf(name, readEnvironment("production")), NODE_ENV: "production" } as const;
  return replaceProcess("node", [entry], { env, folder });
}

/** Starts the built web and worker, each with the secrets that it needs. */
export function servicesOf(env: NodeJS.ProcessEnv): (() => Service)[] {
  return (["web", "worker"] as const).map((name) => {
    const { folder, entry } = programs[name];
    return () => startService(name, "node", [entry], { env: environmentOf(name, env), folder });
  });
}

/** The files of the web process that Node loads itself, from `apps/web`; Next reloads the others. */
const serverSources = [
  "src/server",
  "../../packages/api/src",
  "../../packages/config/src",
  "../../packages/db/src",
  "../../packages/postgres/src",
  "../../packages/validators/src",
];

/** Makes Node restart the process when a file in a folder changes. */
const restartingOn = (folders: string[]) => [
  "--watch-preserve-output",
  ...folders.map((folder) => `--watch-path=${folder}`),
];

/** `npm run dev`: the same with hot reload of web and worker. */
export async function dev(): Promise<number> {
  await checkBeforeStart("development");
  return runServices("development", ({ env }) => [
    () =>
      startService("web", "node", [...restartingOn(serverSources), "src/server/main.ts"], {
        env: { ...environmentOf("web", env), NEXT_TELEMETRY_DISABLED: "1" },
        folder: "apps/web",
      }),
    () =>
      startService("worker", "node", ["--watch", "--watch-preserve-output", "src/main.ts"], {
        env: environmentOf("worker", env),
        folder: "apps/worker",
      }),
  ]);
}

/** Checks settings, ports and the data folder before the build. @throws {UserError} */
async function checkBeforeStart(mode: "production" | "development") {
  const env = readEnvironment(mode);
  requireSettings({ ...env, NODE_ENV: mode, DATABASE_EMBEDDED: String(isEmbedded(env)) });
  requireSeparatePorts(env);
  requireUnlocked();
  await requirePort(Number(settingIn(env, "PORT") ?? 3000), settingIn(env, "HOST") ?? "127.0.0.1");
}

/** Validates the given settings before the build; the start fills in missing ones. @throws {UserError} */
function requireSettings(env: NodeJS.ProcessEnv) {
  const wrong = settingsTable({ env }).filter(({ problem, value }) => problem !== null && value !== null);
  if (wrong.length === 0) return;
  const lines = wrong.map(({ name, problem }) => `  ${name}: ${problem}`);
  throw new UserError(`These settings are wrong:\n${lines.join("\n")}\nSee docs/settings.md.`);
}

/** Web and worker on one machine need different ports. @throws {UserError} */
function requireSeparatePorts(env: NodeJS.ProcessEnv) {
  const worker = Number(settingIn(env, "WORKER_PORT") ?? 0);
  if (!worker || settingIn(env, "JOBS_MODE") === "inline") return;
  const same = (["PORT", "METRICS_PORT"] as const).find(
    (name) => Number(settingIn(env, name) ?? (name === "PORT" ? 3000 : 0)) === worker,
  );
  if (!same) return;
  throw new UserError(
    `WORKER_PORT is ${worker}, as ${same} is: web and worker are on one machine. Give each its own port.`,
  );
}

/** Time beyond the drain time before processes are killed, in seconds. */
const marginSeconds = 5;

async function runServices(
  mode: "production" | "development",
  servicesIn: (environment: Environment) => (() => Service)[],
): Promise<number> {
  const stopped = askedToStop();
  const environment = await openEnvironment(mode, "exclusive");
  let supervisor: Supervisor | undefined;
  let graceSeconds = 0;
  try {
    const config = loadSettings({ env: environment.env });
    graceSeconds = config.DRAIN_DELAY_SECONDS + config.DRAIN_SECONDS + marginSeconds;
    // The demo password is published, so demo data needs a server that only this machine reaches.
    const local = environment.embedded && isLocalOnly(config);
    const demo = local && config.DEMO && (await seedDemo(environment));
    if (!local) await warnOfDemo(environment);
    step("Starting web and worker");
    supervisor = new Supervisor(servicesIn(environment));
    const ended = supervisor.start();
    const ready = await Promise.race([waitUntilAnswering(environment.env), ended, stopped, environment.lost]);
    if (ready !== "ready" && ready !== "stopped") throw new UserError(`${ready}; its output is above.`);
    if (ready === "ready") {
      supervisor.keep();
      welcome(config, local, demo);
      const reason = await Promise.race([stopped, environment.lost]);
      if (reason !== "stopped") throw new UserError(reason);
    }
    return 0;
  } finally {
    step("Stopping");
    await supervisor?.stop(graceSeconds);
    await environment.close();
    step("Stopped");
  }
}

/** Interval of the check that the parent process is alive, in milliseconds. */
const parentCheckMs = 500;

/** Resolves on a signal to stop, or when npm, the parent, has ended without passing one on. */
function askedToStop(): Promise<"stopped"> {
  const parent = Number(process.env.WAYBILL_PARENT);
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve("stopped"));
    if (parent) setInterval(() => process.ppid !== parent && resolve("stopped"), parentCheckMs).unref();
  });
}

const waitSeconds = 120;

/** Waits until the web server and its database answer. @throws {UserError} after two minutes */
export async function waitUntilAnswering(env: NodeJS.ProcessEnv): Promise<"ready"> {
  const { HOST, PORT } = loadSettings({ env });
  const url = `http://${urlHost(HOST)}:${PORT}/api/trpc/system.health`;
  for (let second = 0; second < waitSeconds; second += 0.25) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return "ready";
    await sleep(250);
  }
  throw new UserError(`The web server did not answer at ${url} within ${waitSeconds} s.`);
}

/** Prints the URL and how to sign in. @param local whether only this machine can reach it */
function welcome(config: Settings, local: boolean, demo: boolean) {
  if (isLogged()) {
    const access = demo
      ? " Demo sign-in: demo@waybill.localhost, password waybill-demo."
      : local
        ? ` Sign up: ${publicUrl(config)}/sign-up.`
        : "";
    for (const caution of cautions(config)) complain(caution.replace(/\s+/g, " "));
    step(`Waybill is running at ${publicUrl(config)}.${access} Data: ${config.DATA_DIR}. SIGTERM stops everything.`);
    return;
  }
  const lines = [
    "",
    `  ${green("●")} ${bold("Waybill is running")}   ${bold(publicUrl(config))}`,
    "",
    ...(demo ? [`    Demo sign-in   ${bold("demo@waybill.localhost")}   password   ${bold("waybill-demo")}`] : []),
    ...(local && !demo ? [`    Sign up        ${publicUrl(config)}/sign-up`] : []),
    `    Data           ${config.DATA_DIR}`,
    "",
    ...cautions(config).flatMap((caution) => [red(`  ! ${caution}`), ""]),
    dim("    Ctrl-C stops everything."),
    "",
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

/** Warnings about access to the server and its mail. */
function cautions(config: Settings): string[] {
  const { HOST, MAIL_OUTBOX, SMTP_URL } = config;
  const open = isEveryAddress(HOST) ? "every address of this machine" : HOST;
  return [
    ...(MAIL_OUTBOX
      ? [
          `The outbox is on: everyone on this machine can read all mail, with its links, at ${publicUrl(config)}/dev/outbox`,
        ]
      : []),
    ...(isLoopback(HOST)
      ? []
      : [
          `Waybill listens on ${open}: everyone in its networks can reach it, without encryption. Put an HTTPS proxy\n` +
            "    before it (docs/deployment.md), and set PUBLIC_URL and TRUST_PROXY. The outbox is off.",
        ]),
    ...(MAIL_OUTBOX || SMTP_URL ? [] : ["No email is sent, so no one can sign up: set SMTP_URL."]),
  ];
}
