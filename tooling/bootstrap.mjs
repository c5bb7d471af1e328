// Runs the project's commands on a machine with git and npm: installs Node and pnpm into .tools if the machine's own do not fit,
// installs the packages of the lockfile, and starts tooling/cli. Plain JavaScript for Node 22 or newer, without dependencies,
// because nothing is installed yet.
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tools = join(root, ".tools");
const neededNode = [24, 9]; // runs TypeScript without a warning, and lets a server refuse upgrades
const [, neededPnpm] = /pnpm@([0-9.]+)/.exec(readFileSync(join(root, "package.json"), "utf8")) ?? [];

/** The commands of an installation: outside of a terminal they log. */
const logged = ["start", "build", "start:web", "start:worker", "db:migrate"];
const [name] = process.argv.slice(2);
const isLogged = logged.includes(name) && !process.stdout.isTTY && process.env.LOG_FORMAT !== "pretty";
const line = (level, message) =>
  `${JSON.stringify({ level, time: new Date().toISOString(), process: name, msg: message })}\n`;
const say = (message) => {
  if (isLogged) process.stdout.write(line(30, message));
  else process.stderr.write(`\u001b[2m›\u001b[0m ${message}\n`);
};

/** The environment without npm's variables, which pnpm would read as its own settings. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));

function versionOf(command, env) {
  try {
    return execFileSync(command, ["--version"], {
      env,
      encoding: "utf8",
      cwd: root,
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return null;
  }
}

const nodeFits = (version) => {
  const [major = 0, minor = 0] = (version ?? "").replace("v", "").split(".").map(Number);
  return major > neededNode[0] || (major === neededNode[0] && minor >= neededNode[1]);
};

/** The environment with the right `node` and `pnpm` in the path. */
function withTools() {
  const machineFits = nodeFits(versionOf("node", environment)) && versionOf("pnpm", environment) === neededPnpm;
  if (machineFits) return environment;
  const local = { ...environment, PATH: [join(tools, "node_modules", ".bin"), environment.PATH].join(delimiter) };
  if (nodeFits(versionOf("node", local)) && versionOf("pnpm", local) === neededPnpm) return local;
  say(`Installing Node 24 and pnpm ${neededPnpm} into .tools (once)`);
  mkdirSync(tools, { recursive: true });
  writeFileSync(join(tools, "package.json"), '{ "private": true }\n');
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const wanted = ["node@24", `pnpm@${neededPnpm}`];
  execFileSync(npm, ["install", "--prefix", tools, "--no-audit", "--no-fund", "--loglevel=error", ...wanted], {
    env: environment,
    cwd: tools,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return local;
}

function fingerprint() {
  const folders = ["apps", "packages"].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(group, name)),
  );
  const manifests = [".", "e2e", ...folders].map((folder) => join(root, folder, "package.json")).filter(existsSync);
  const hash = createHash("sha256");
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml"].map((name) => join(root, name)).concat(manifests)) {
    hash.update(readFileSync(file));
  }
  return hash.digest("hex");
}

/** Installs the packages of the lockfile, unless they are installed. */
function install(env) {
  const stamp = join(root, "node_modules", ".waybill-installed");
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  say("Installing packages");
  execFileSync("pnpm", ["install", "--frozen-lockfile", "--reporter=append-only", "--loglevel=warn"], {
    env,
    cwd: root,
    // Its output is part of the error message.
    stdio: ["ignore", "ignore", isLogged ? "pipe" : "inherit"],
  });
  writeFileSync(stamp, wanted);
}

/** Interval of the check that the parent process is alive, in milliseconds. */
const parentCheckMs = 500;

/**
 * Replaces this process by the command, so that it gets the signals. If Node or the system does not support that, runs the command,
 * passes signals on, and exits with its code.
 *
 * npm may end without passing a signal on, so long-running commands check that it is alive.
 */
function run(env, args) {
  const entry = join(root, "tooling", "cli", "main.ts");
  const byNpm = process.env.npm_lifecycle_event !== undefined;
  const node = nodeOf(env);
  if (node && process.execve && process.platform !== "win32") {
    process.chdir(root);
    process.execve(node, [node, entry, ...args], {
      ...env,
      ...(byNpm ? { WAYBILL_PARENT: String(process.ppid) } : {}),
    });
  }
  const child = spawn("node", [entry, ...args], { env, cwd: root, stdio: "inherit" });
  const parent = process.ppid;
  const checkParent = () => {
    if (byNpm && process.ppid !== parent) child.kill("SIGTERM");
  };
  setInterval(checkParent, parentCheckMs).unref();
  // Ctrl-C of a terminal reaches the child directly; other signals must be passed on.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

/** The path of `node` in an environment, or null. */
function nodeOf(env) {
  try {
    return execFileSync("node", ["-p", "process.execPath"], { env, encoding: "utf8" }).trim();
  } catch {
    return null;
  }
}

try {
  const env = withTools();
  install(env);
  run(env, process.argv.slice(2));
} catch (error) {
  if (isLogged)
    process.stdout.write(line(60, `The installation failed: ${error.message} ${error.stderr ?? ""}`.trim()));
  else process.stderr.write(`\nThe installation failed: ${error.message}\n`);
  process.exit(1);
}
