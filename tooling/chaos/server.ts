import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Cluster, clusterHome, startCluster } from "@waybill/cluster";
import { postgres } from "@waybill/db/testing";

/** Delay before a restart, in milliseconds. */
const pauseMs = 1000;

/** Timeout of a probe, in seconds. */
const probeSeconds = 5;

/** A Postgres server that is restarted whenever it exits, like a service manager does. */
export class Server {
  readonly #directory: string;
  readonly #cluster: Cluster;
  #starting: Promise<void> = Promise.resolve();
  #stopping = false;
  /** Signals and codes of its exits. */
  readonly exits: string[] = [];

  private constructor(directory: string, cluster: Cluster) {
    this.#directory = directory;
    this.#cluster = cluster;
  }

  /** @param directory its data folder. */
  static async start(directory: string): Promise<Server> {
    let server: Server | undefined;
    const cluster = await startCluster({
      directory,
      parameters: { max_wal_size: "128MB", min_wal_size: "64MB" },
      onDeath(how) {
        server?.exits.push(how);
        void server?.startAgain();
      },
    });
    server = new Server(directory, cluster);
    return server;
  }

  get cluster(): Cluster {
    return this.#cluster;
  }

  /** The ids of the server's process and its children. */
  get pids(): number[] {
    const file = join(clusterHome(this.#directory), "postgres/postmaster.pid");
    const main = Number(readFileSync(file, "utf8").split("\n")[0]);
    const parentOf = (pid: string) => {
      try {
        return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1]);
      } catch {
        return 0; // It has exited.
      }
    };
    const others = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry) && parentOf(entry) === main);
    return [main, ...others.map(Number)];
  }

  /** Sends a signal to the server and its children. */
  signal(signal: NodeJS.Signals): void {
    for (const pid of this.pids) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has exited.
      }
    }
  }

  /** Kills only the main process, like the kernel when memory is exhausted. */
  kill(): void {
    const [main] = this.pids;
    if (main) process.kill(main, "SIGKILL");
  }

  /** Stops it in fast mode, without a restart until {@link Server.startAgain}. */
  stop(): Promise<void> {
    return this.#cluster.stop();
  }

  /** Starts it, with retries. Resolves when it accepts connections. */
  startAgain(): Promise<void> {
    this.#starting = this.#starting.then(async () => {
      for (;;) {
        await sleep(pauseMs);
        if (this.#stopping || (await this.answers())) return;
        const started = await this.#cluster.restart().then(
          () => true,
          () => false,
        );
        if (started) return;
      }
    });
    return this.#starting;
  }

  /** Whether a new connection is answered. */
  async answers(): Promise<boolean> {
    const sql = postgres(this.#cluster.url("postgres"), { max: 1, connect_timeout: probeSeconds, onnotice: () => {} });
    const timeout = sleep(probeSeconds * 1000, false, { ref: false });
    const answer = sql`select 1`.then(
      () => true,
      () => false,
    );
    try {
      return await Promise.race([answer, timeout]);
    } finally {
      await sql.end({ timeout: 0 }).catch(() => {});
    }
  }

  /** Stops it permanently and deletes its files. */
  async remove(): Promise<void> {
    this.#stopping = true;
    await this.#starting;
    await this.#cluster.remove();
  }
}
