import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Cluster, clusterHome, startCluster } from "@waybill/cluster";
import { postgres } from "@waybill/db/testing";

/** The pause before a server that has ended is started again, in milliseconds. */
const pauseMs = 1000;

/** How long the server is asked for an answer, in seconds. */
const askSeconds = 5;

/** The world's Postgres, which is started again whenever it ends, as a service manager does. */
export class Server {
  readonly #directory: string;
  readonly #cluster: Cluster;
  #reviving: Promise<void> = Promise.resolve();
  #stopping = false;
  /** How it has ended by itself so far. */
  readonly ends: string[] = [];

  private constructor(directory: string, cluster: Cluster) {
    this.#directory = directory;
    this.#cluster = cluster;
  }

  /** @param directory the folder that keeps it. */
  static async start(directory: string): Promise<Server> {
    let server: Server | undefined;
    const cluster = await startCluster({
      directory,
      parameters: { max_wal_size: "128MB", min_wal_size: "64MB" },
      onDeath(how) {
        server?.ends.push(how);
        void server?.revive();
      },
    });
    server = new Server(directory, cluster);
    return server;
  }

  get cluster(): Cluster {
    return this.#cluster;
  }

  /** Its process, and those of its sessions. */
  get processes(): number[] {
    const file = join(clusterHome(this.#directory), "postgres/postmaster.pid");
    const main = Number(readFileSync(file, "utf8").split("\n")[0]);
    const parentOf = (pid: string) => {
      try {
        return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1]);
      } catch {
        return 0; // It has ended meanwhile.
      }
    };
    const others = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry) && parentOf(entry) === main);
    return [main, ...others.map(Number)];
  }

  /** Sends a signal to its process and those of its sessions. */
  signal(signal: NodeJS.Signals): void {
    for (const pid of this.processes) {
      try {
        process.kill(pid, signal);
      } catch {
        // A session that has ended meanwhile.
      }
    }
  }

  /** Kills the server itself alone, as the kernel does where memory is short. */
  kill(): void {
    const [main] = this.processes;
    if (main) process.kill(main, "SIGKILL");
  }

  /** Stops it in the fast mode, and starts it no more until {@link Server.revive}. */
  away(): Promise<void> {
    return this.#cluster.stop();
  }

  /** Starts it, however often that takes. Resolves when it takes connections. */
  revive(): Promise<void> {
    this.#reviving = this.#reviving.then(async () => {
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
    return this.#reviving;
  }

  /** Whether it answers a new connection. */
  async answers(): Promise<boolean> {
    const sql = postgres(this.#cluster.url("postgres"), { max: 1, connect_timeout: askSeconds, onnotice: () => {} });
    const silence = sleep(askSeconds * 1000, false, { ref: false });
    const answer = sql`select 1`.then(
      () => true,
      () => false,
    );
    try {
      return await Promise.race([answer, silence]);
    } finally {
      await sql.end({ timeout: 0 }).catch(() => {});
    }
  }

  /** Ends it for good, with its files. */
  async remove(): Promise<void> {
    this.#stopping = true;
    await this.#reviving;
    await this.#cluster.remove();
  }
}
