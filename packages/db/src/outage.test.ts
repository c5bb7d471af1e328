import { mkdtempSync } from "node:fs";
import { createServer, connect as dial, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cluster, startCluster } from "@waybill/cluster";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import {
  Database,
  DatabaseBusyError,
  databaseFailure,
  isCommitInDoubt,
  isLostConnection,
  isUnavailable,
  QueueConnection,
} from "./index.ts";
import { MigrationError, migrate } from "./migrate.ts";
import { postgres } from "./testing.ts";

// A separate Postgres that is stopped and started.

let cluster: Cluster;
let url: string;
const open: { close(): Promise<void> }[] = [];
const opened = <T extends { close(): Promise<void> }>(one: T): T => {
  open.push(one);
  return one;
};
const connect = (options: Partial<ConstructorParameters<typeof Database>[0]> = {}) =>
  opened(new Database({ url, max: 2, waitSeconds: 5, ...options }));

beforeAll(async () => {
  cluster = await startCluster({ directory: mkdtempSync(join(tmpdir(), "waybill-outage-")) });
  url = cluster.url("postgres");
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});
afterAll(() => cluster.remove());

/** The error of a request during the outage. */
const refused = (error: unknown) => expect(isUnavailable(error)).toBe(true);

/** Stops Postgres, does something, and starts it again. */
async function without<T>(work: () => Promise<T>): Promise<T> {
  await cluster.stop();
  try {
    return await work();
  } finally {
    await cluster.restart();
  }
}

describe("during an outage of Postgres", () => {
  test("transactions are refused, and afterwards every connection of the pool works", async () => {
    const database = connect({ max: 4 });
    const many = () => Promise.allSettled(Array.from({ length: 12 }, () => database.ping()));
    await many();
    // More refusals than the pool has connections: none of them may keep one.
    const refusals = await without(async () => [...(await many()), ...(await many()), ...(await many())]);
    for (const result of refusals) if (result.status === "rejected") refused(result.reason);
    expect(refusals.every(({ status }) => status === "rejected")).toBe(true);
    await vi.waitFor(() => database.ping(), 15_000);
    const together = Promise.withResolvers<void>();
    let started = 0;
    const at = () =>
      database.transaction({}, async ({ db }) => {
        await db.execute(sql`select 1`);
        started += 1;
        if (started === 4) together.resolve();
        await together.promise;
      });
    await Promise.all([at(), at(), at(), at()]);
    expect(database.pool).toEqual({ max: 4, inUse: 0, waiting: 0 });
  }, 60_000);

  test("an open transaction fails, is rolled back, and can be retried", async () => {
    const database = connect();
    const failed = database.transaction({}, async ({ db }) => {
      await db.execute(sql`create table half_done (n int)`);
      await cluster.stop();
      await db.execute(sql`select 1`);
    });
    const error = await failed.catch((reason) => reason);
    expect(isLostConnection(error)).toBe(true);
    await cluster.restart();
    const [row] = await database.transaction({}, ({ db }) =>
      db.execute<{ found: string | null }>(sql`select to_regclass('half_done') as found`),
    );
    expect(row?.found).toBeNull();
  }, 60_000);

  test("a short outage delays transactions", async () => {
    const database = connect();
    await database.ping();
    await cluster.stop();
    const [, answer] = await Promise.all([cluster.restart(), database.ping().then(() => "answered")]);
    expect(answer).toBe("answered");
  }, 60_000);

  test("the queue's connection and a listening one reconnect", async () => {
    const queue = opened(new QueueConnection({ url, listenUrl: url, max: 2 }));
    const heard: string[] = [];
    const again = vi.fn();
    opened(await queue.listen("outage", (payload) => heard.push(payload), again));
    await queue.executeSql("select 1");
    await without(async () => {
      for (const statements of ["select 1", "begin; select 1; commit"]) {
        refused(await queue.executeSql(statements).catch((error) => error));
      }
    });
    await vi.waitFor(() => expect(again).toHaveBeenCalledOnce(), 15_000);
    await queue.executeSql("select pg_notify('outage', 'back')");
    await vi.waitFor(() => expect(heard).toEqual(["back"]));
  }, 60_000);
});

describe("a migration", () => {
  const failureOf = (url: string, waitSeconds?: number) =>
    migrate(url, waitSeconds === undefined ? {} : { waitSeconds }).catch((error: unknown) => error);
  /** Whether there are tables. */
  const isThere = async () => {
    const sql = postgres(url, { max: 1 });
    const [row] = await sql`select to_regclass('drizzle.__drizzle_migrations') is not null as migrated`;
    await sql.end();
    return row?.migrated;
  };

  test("waits for its database and reports that", async () => {
    const progress: string[] = [];
    await cluster.stop();
    const migration = migrate(url, { waitSeconds: 60, onProgress: (message) => progress.push(message) });
    await vi.waitFor(() => expect(progress).toHaveLength(1), 20_000);
    await cluster.restart();
    await migration;
    expect(progress).toEqual([
      `The database is not responding: connection refused at ${new URL(url).host}. Waiting up to 60 s`,
    ]);
    expect(await isThere()).toBe(true);
  }, 90_000);

  test("fails after its timeout with advice; a refused login fails at once", async () => {
    const nowhere = "postgres://owner:hunter2@127.0.0.1:1/waybill";
    const away = await failureOf(nowhere, 1);
    expect(away).toBeInstanceOf(MigrationError);
    expect(away).toMatchObject({
      message:
        "The database is not responding: connection refused at 127.0.0.1:1. Waited 1 s. Check the URL, and whether Postgres is running.",
    });
    expect(await failureOf(nowhere)).toMatchObject({ message: expect.not.stringContaining("waited") });
    const wrongLogin = Object.assign(new URL(url), { password: "hunter2" }).href;
    const refused = await failureOf(wrongLogin, 3600);
    expect(refused).toBeInstanceOf(MigrationError);
    expect(refused).toMatchObject({
      message: expect.stringMatching(/^Postgres refuses the login: .+ Check the URL: user, password/),
    });
    expect(String(refused)).not.toContain("hunter2");
  });
});

describe("the message about an unusable database", () => {
  const messageWith = async (options: Partial<ConstructorParameters<typeof Database>[0]>, times = 1) => {
    const database = connect({ max: 1, waitSeconds: 1, ...options });
    let error: unknown;
    for (let time = 0; time < times; time += 1) error = await database.ping().catch((failure) => failure);
    refused(error);
    return databaseFailure(error);
  };
  const listening = async (onSocket: (socket: Socket) => void) => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      onSocket(socket.on("error", () => {}));
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    opened({
      async close() {
        for (const socket of sockets) socket.destroy();
        await new Promise((closed) => server.close(closed));
      },
    });
    const address = server.address();
    return `127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  };

  test("names a refused, a silent and a closing server", async () => {
    expect(await messageWith({ url: "postgres://u:p@127.0.0.1:1/x" })).toBe(
      "The database is not responding: connection refused at 127.0.0.1:1.",
    );
    const mute = await listening(() => {});
    // The first wait is over before the connection is given up.
    expect(await messageWith({ url: `postgres://u:p@${mute}/x` }, 2)).toBe(
      `The database is not responding: ${mute} did not respond in time.`,
    );
    const ending = await listening((socket) => socket.end());
    expect(await messageWith({ url: `postgres://u:p@${ending}/x` })).toMatch(
      /^The (?:connection to the )?database .*(?:closed|lost)/,
    );
  }, 20_000);

  test("says that the server does not support TLS, if the URL requires it", async () => {
    const plain = cluster.url("postgres");
    const { host } = new URL(plain);
    const says = `The database's server at ${host} has no TLS, which sslmode requires. Switch TLS on there, or set sslmode=disable in a network of your own (docs/postgres.md).`;
    for (const sslmode of ["require", "verify-full"]) {
      const url = `${plain}?sslmode=${sslmode}`;
      expect(await messageWith({ url })).toBe(says);
      // It is not waited for: the server answers the same a moment later.
      const migration = await migrate(url, { waitSeconds: 3600 }).catch((failure) => failure);
      expect(migration).toBeInstanceOf(MigrationError);
      expect(String(migration)).toContain(says);
    }
    await connect({ url: `${plain}?sslmode=prefer` }).ping();
  }, 20_000);

  test("says that all connections are in use", async () => {
    const database = connect({ max: 1, waitSeconds: 1 });
    const held = Promise.withResolvers<void>();
    const holding = database.transaction({}, async ({ db }) => {
      await db.execute(sql`select 1`);
      await held.promise;
    });
    const error = await database.ping().catch((failure) => failure);
    held.resolve();
    await holding;
    expect(error).toBeInstanceOf(DatabaseBusyError);
    expect(databaseFailure(error)).toBe("No database connection was free within 1 s.");
  });
});

/** A way to Postgres that breaks as networks do. */
async function wire() {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const mute = new Set<Socket>();
  let cutsNext = 0;
  const server = createServer((near) => {
    const far = dial(Number(port), hostname);
    const cut = cutsNext > 0;
    if (cut) cutsNext -= 1;
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on("data", (chunk) => {
        // The server's first words are lost, and the connection with them.
        if (cut && one === far) near.destroy();
        else if (!mute.has(one)) other.write(chunk);
      });
      one.on("error", () => {}).on("close", () => void (mute.has(one) || other.destroy()));
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  const own = typeof address === "object" && address ? address.port : 0;
  opened({
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  });
  return {
    url: url.replace(`:${port}/`, `:${own}/`),
    /** Resets every connection, like a restarted firewall. */
    reset() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    /** Silently drops all data of open connections. */
    silence() {
      for (const socket of sockets) mute.add(socket);
    },
    /** Ends the next connections while they are being opened. */
    cutNext(count: number) {
      cutsNext = count;
    },
  };
}

describe("a broken connection", () => {
  const outcomeOf = (work: Promise<unknown>) =>
    work.then(
      () => "done",
      (error) => (isLostConnection(error) ? "lost" : isCommitInDoubt(error) ? "in doubt" : error),
    );

  test("in use fails its statements at once, and the next caller is served", async () => {
    const line = await wire();
    const database = connect({ url: line.url });
    const cut = database.transaction({}, async ({ db }) => {
      await db.execute(sql`select 1`);
      setTimeout(() => line.reset(), 50);
      await db.execute(sql`select pg_sleep(60)`);
    });
    expect(await outcomeOf(cut)).toBe("lost");
    await database.ping();
  });

  test("without answers, idle or in use, is closed after its timeout, and the next caller is served", async () => {
    const line = await wire();
    const idle = connect({ url: line.url, max: 1, waitSeconds: 1 });
    const busy = connect({ url: line.url, max: 1, statementSeconds: 1 });
    await Promise.all([idle.ping(), busy.ping()]);
    // A ping does not wait for the end of its transaction. A connection that can be taken has seen it.
    await Promise.all([idle.reach(), busy.reach()]);
    const silent = Promise.withResolvers<void>();
    const inFlight = outcomeOf(
      busy.transaction({}, async ({ db }) => {
        await db.execute(sql`select 1`);
        line.silence();
        silent.resolve();
        await db.execute(sql`select 2`);
      }),
    );
    await silent.promise;
    const silence = await idle.ping().catch((error) => error);
    refused(silence);
    expect(databaseFailure(silence)).toMatch(/^The database has not responded for \d+(?:\.\d+)? s\.$/);
    await vi.waitFor(() => idle.ping(), 10_000);
    expect(await inFlight).toBe("lost");
    await busy.ping();
  }, 20_000);

  test("while opening is retried, without unhandled errors", async () => {
    const line = await wire();
    const database = connect({ url: line.url });
    line.cutNext(2);
    await database.ping();
    const queue = opened(new QueueConnection({ url: line.url, listenUrl: line.url, max: 1 }));
    line.cutNext(2);
    await queue.executeSql("select 1");
  });

  test("closed by the server does not affect later callers: idle, after a snapshot, in use or opening", async () => {
    const owner = postgres(url, { max: 1, onnotice: () => {} });
    const end = () => owner`
      select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'waybill'`;
    const database = connect({ max: 3 });
    await database.ping();
    for (const restMs of [0, 0, 1, 5, 20, 50]) {
      const flying = [1, 2].map(() => outcomeOf(database.transaction({}, ({ db }) => db.execute(sql`select 1`))));
      await Promise.all([end(), end()]);
      await new Promise((rested) => setTimeout(rested, restMs));
      for (const outcome of await Promise.all(flying)) expect(outcome).toMatch(/^(?:done|lost|in doubt)$/);
      // A request runs a transaction again that was lost before its commit.
      await vi.waitFor(() => database.ping());
    }
    await owner.end();
    expect(await outcomeOf(database.ping())).toBe("done");
    expect(database.pool.inUse).toBe(0);
  });
});
