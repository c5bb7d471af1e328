import { setTimeout as sleep } from "node:timers/promises";
import { seedDemo, warnOfDemo } from "./demo.ts";
import { type Environment, openEnvironment, readEnvironment, requirePort, requireUnlocked } from "./environment.ts";
import { capture, type Service, startService } from "./processes.ts";
import { bold, dim, Explained, green, step } from "./terminal.ts";

/** Builds for production, unless that was done. */
export async function build(): Promise<void> {
  step("Building (the first time takes about a minute)");
  const { code, output } = await capture("turbo", ["run", "build", "--output-logs=new-only"], {
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
  });
  if (code !== 0) throw new Explained(`The build failed:\n${output}`);
}

/** `npm start`: everything, from the database to the worker, until Ctrl-C. */
export async function start(): Promise<number> {
  await requireFree("production");
  if (process.env.WAYBILL_SKIP_BUILD !== "1") await build();
  return runServices("production", ({ env }) => startServices(env));
}

/** Starts web and worker as they are built. */
export function startServices(env: NodeJS.ProcessEnv): Service[] {
  return [
    startService("web", "node", ["src/server/main.ts"], { env, folder: "apps/web" }),
    startService("worker", "node", ["src/main.ts"], { env, folder: "apps/worker" }),
  ];
}

/** `npm run dev`: the same with hot reload of web and worker. */
export async function dev(): Promise<number> {
  await requireFree("development");
  return runServices("development", ({ env }) => [
    startService("web", "node", ["src/server/main.ts"], {
      env: { ...env, NEXT_TELEMETRY_DISABLED: "1" },
      folder: "apps/web",
    }),
    startService("worker", "node", ["--watch", "--watch-preserve-output", "src/main.ts"], {
      env,
      folder: "apps/worker",
    }),
  ]);
}

/** Says what stands in the way before anything is built. */
async function requireFree(mode: "production" | "development") {
  const { PORT } = readEnvironment(mode);
  requireUnlocked();
  await requirePort(Number(PORT ?? 3000));
}

async function runServices(
  mode: "production" | "development",
  begin: (environment: Environment) => Service[],
): Promise<number> {
  const stopped = signalled();
  const environment = await openEnvironment(mode);
  let services: Service[] = [];
  try {
    const demo = environment.embedded && (await seedDemo(environment));
    if (!environment.embedded) await warnOfDemo(environment);
    step("Starting web and worker");
    services = begin(environment);
    const ended = Promise.race(services.map(async ({ name, exited }) => `${name} ended with code ${await exited}`));
    const ready = await Promise.race([waitUntilAnswering(environment.env), ended, stopped]);
    if (ready === "ready") welcome(environment.env, demo);
    const reason = ready === "ready" ? await Promise.race([ended, stopped]) : ready;
    if (reason !== "stopped") throw new Explained(`${reason}; its messages are above.`);
    return 0;
  } finally {
    step("Stopping");
    await Promise.all(services.map((service) => service.stop()));
    await environment.close();
    step("Stopped");
  }
}

function signalled(): Promise<"stopped"> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve("stopped"));
  });
}

const waitSeconds = 120;

/** Waits until the web server and its database answer. @throws {Explained} after two minutes */
export async function waitUntilAnswering(env: NodeJS.ProcessEnv): Promise<"ready"> {
  const address = `http://localhost:${env.PORT}/api/trpc/core.health`;
  for (let second = 0; second < waitSeconds; second += 0.25) {
    const answer = await fetch(address).catch(() => null);
    if (answer?.ok) return "ready";
    await sleep(250);
  }
  throw new Explained(`The web server did not answer at ${address} within ${waitSeconds} s.`);
}

function welcome(env: NodeJS.ProcessEnv, demo: boolean) {
  const address = env.PUBLIC_URL ?? `http://localhost:${env.PORT}`;
  const lines = [
    "",
    `  ${green("●")} ${bold("Waybill is running")}   ${bold(address)}`,
    "",
    ...(demo ? [`    Demo sign-in   ${bold("demo@waybill.localhost")}   password   ${bold("waybill-demo")}`] : []),
    ...(env.MAIL_OUTBOX === "true" ? [`    Mail           ${address}/dev/outbox`] : []),
    `    Data           ${env.DATA_DIR}`,
    "",
    dim("    Ctrl-C stops everything."),
    "",
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}
