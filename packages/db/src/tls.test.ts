import { execFileSync } from "node:child_process";
import { chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cluster, startCluster } from "@waybill/cluster";
import { Database, PlainDatabase, readableServer } from "@waybill/postgres";
import { sql } from "drizzle-orm";
import { generate } from "selfsigned";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { migrate } from "./migrate.ts";
import { postgres } from "./testing.ts";

// A Postgres with a self-signed certificate for the name `localhost`.

const folder = mkdtempSync(join(tmpdir(), "waybill-tls-"));
const certificate = join(folder, "server.crt");
let cluster: Cluster;

beforeAll(async () => {
  const made = await generate([{ name: "commonName", value: "localhost" }], {
    extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] }],
  });
  const key = join(folder, "server.key");
  writeFileSync(certificate, made.cert, { mode: 0o644 });
  writeFileSync(key, made.private, { mode: 0o600 });
  const authority = await generate([{ name: "commonName", value: "Authority of clients" }], {
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, critical: true },
    ],
  });
  for (const name of ["certified", "someone"]) {
    const client = await generate([{ name: "commonName", value: name }], {
      ca: { key: authority.private, cert: authority.cert },
      extensions: [{ name: "extKeyUsage", clientAuth: true }],
    });
    writeFileSync(join(folder, `${name}.crt`), client.cert);
    writeFileSync(join(folder, `${name}.key`), client.private, { mode: 0o600 });
  }
  const authorities = join(folder, "clients.crt");
  writeFileSync(authorities, authority.cert);
  const rules = join(folder, "pg_hba.conf");
  writeFileSync(
    rules,
    "hostssl all certified all cert\nhost all certified all reject\nhost all all all scram-sha-256\n",
  );
  if (process.getuid?.() === 0) {
    const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
    for (const path of [folder, certificate, key, authorities, rules]) chownSync(path, id("-u"), id("-g"));
  }
  cluster = await startCluster({
    directory: join(folder, "cluster"),
    parameters: {
      ...{ fsync: "off", ssl: "on", ssl_cert_file: certificate, ssl_key_file: key },
      ...{ ssl_ca_file: authorities, hba_file: rules },
    },
  });
  const admin = postgres(cluster.url("postgres"), { max: 1 });
  await admin`create role certified login`;
  await admin.end();
}, 60_000);
afterAll(async () => {
  await cluster.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** The cluster's URL with other hosts and a query. PORT is replaced by its port. */
function urlTo(query: string, hosts = "localhost:PORT", database = "postgres"): string {
  const { port, username, password } = new URL(cluster.url(database));
  return `postgres://${username}:${password}@${hosts.replaceAll("PORT", port)}/${database}?${query}`;
}

/** Whether a connection is encrypted, or why it fails. */
async function encrypted(url: string, Kind: typeof Database | typeof PlainDatabase): Promise<unknown> {
  const database = new Kind({ url, max: 1, waitSeconds: 2 });
  try {
    return await database.transaction({ readOnly: true }, async ({ db }) => {
      const [row] = await db.execute<{ ssl: boolean }>(sql`select ssl from pg_stat_ssl where pid = pg_backend_pid()`);
      return row?.ssl;
    });
  } catch {
    return "refused";
  } finally {
    await database.close();
  }
}

describe.each([
  ["the connection layer", Database],
  ["the plain alternative", PlainDatabase],
])("%s", (_name, Kind) => {
  test.each([
    ["", "localhost:PORT", false],
    ["sslmode=disable", "localhost:PORT", false],
    ["sslmode=prefer", "localhost:PORT", true],
    ["sslmode=require", "localhost:PORT", true],
    ["sslmode=verify-ca", "localhost:PORT", "refused"],
    ["sslmode=verify-full", "localhost:PORT", "refused"],
    ["sslrootcert=system", "localhost:PORT", "refused"],
    ["sslmode=verify-ca&sslrootcert=CERTIFICATE", "127.0.0.1:PORT", true],
    ["sslmode=require&sslrootcert=CERTIFICATE", "127.0.0.1:PORT", true],
    ["sslmode=verify-full&sslrootcert=CERTIFICATE", "localhost:PORT", true],
    ["sslmode=verify-full&sslrootcert=CERTIFICATE", "127.0.0.1:PORT", "refused"],
  ])("?%s to %s: %s", async (query, host, expected) => {
    expect(await encrypted(urlTo(query.replace("CERTIFICATE", certificate), host), Kind)).toBe(expected);
  });
});

describe("a login by client certificate, without a password", () => {
  const as = (name: string, sslmode: string) => {
    const { port } = new URL(cluster.url("postgres"));
    const own = `&sslcert=${join(folder, `${name}.crt`)}&sslkey=${join(folder, `${name}.key`)}`;
    return `postgres://certified@localhost:${port}/postgres?sslmode=${sslmode}&sslrootcert=${certificate}${own}`;
  };

  test.each([
    ["the connection layer", Database],
    ["the plain alternative", PlainDatabase],
  ])("is accepted with %s", async (_name, Kind) => {
    expect(await encrypted(as("certified", "verify-full"), Kind)).toBe(true);
  });

  test("a login that is refused over TLS fails the call, not the process", async () => {
    const errors: unknown[] = [];
    const note = (error: unknown) => errors.push(error);
    const kept = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException").on("uncaughtException", note);
    try {
      expect(await encrypted(as("someone", "verify-full"), Database)).toBe("refused");
    } finally {
      process.removeListener("uncaughtException", note);
      for (const listener of kept) process.on("uncaughtException", listener);
    }
    expect(errors).toEqual([]);
  });

  test("is accepted by the programs of libpq, and refused with a foreign certificate or without one", async () => {
    const ask = async (name: string) => {
      const { libpq } = await readableServer(as("certified", "verify-full"));
      const given = new URL(libpq);
      for (const [file, end] of Object.entries({ sslcert: "crt", sslkey: "key" })) {
        given.searchParams.set(file, join(folder, `${name}.${end}`));
      }
      const asked = ["--no-psqlrc", "-At", "-c", "select current_user", given.href];
      return execFileSync("psql", asked, { encoding: "utf8", stdio: "pipe" }).trim();
    };
    expect(await ask("certified")).toBe("certified");
    await expect(ask("someone")).rejects.toThrow("certificate authentication failed");
    await expect(ask("unknown")).rejects.toThrow();
  });
});

test("migrations interpret the URL in the same way", async () => {
  await cluster.createDatabase("desk");
  const failed = await migrate(urlTo("sslmode=verify-full", "localhost:PORT", "desk")).catch((error: unknown) => error);
  expect(failed).toMatchObject({ cause: { code: "DEPTH_ZERO_SELF_SIGNED_CERT" } });
  await migrate(urlTo(`sslmode=verify-full&sslrootcert=${certificate}`, "127.0.0.1:1,localhost:PORT", "desk"));
});

describe("commands interpret the URL in the same way", () => {
  /** The driver with drizzle-kit's options. */
  async function asDrizzleKit(url: string): Promise<unknown> {
    vi.resetModules();
    vi.stubEnv("DATABASE_OWNER_URL", url);
    const { default: config } = await import("../drizzle.config.ts");
    vi.unstubAllEnvs();
    const sql = postgres({ ...Object(config).dbCredentials, max: 1 });
    return sql`select ssl from pg_stat_ssl where pid = pg_backend_pid()`
      .then(([row]) => row?.ssl)
      .catch(() => "refused")
      .finally(() => sql.end());
  }

  test.each([
    ["", "localhost:PORT", false],
    ["sslmode=require", "localhost:PORT", true],
    ["sslmode=verify-full", "localhost:PORT", "refused"],
    ["sslmode=verify-full&sslrootcert=CERTIFICATE", "localhost:PORT", true],
    ["sslmode=verify-full&sslrootcert=CERTIFICATE", "127.0.0.1:PORT", "refused"],
  ])("drizzle-kit: ?%s to %s: %s", async (query, host, expected) => {
    expect(await asDrizzleKit(urlTo(query.replace("CERTIFICATE", certificate), host))).toBe(expected);
  });

  // The URL for pg_dump and pg_restore: libpq's own default is `prefer`.
  test.each([
    ["", "localhost:PORT", "f"],
    ["sslmode=require", "localhost:PORT", "t"],
    ["sslmode=verify-full&sslrootcert=CERTIFICATE", "127.0.0.1:1,localhost:PORT", "t"],
  ])("programs of libpq: ?%s to %s", async (query, hosts, expected) => {
    const { libpq } = await readableServer(urlTo(query.replace("CERTIFICATE", certificate), hosts));
    const asked = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
    const output = execFileSync("psql", ["--no-psqlrc", "-At", "-c", asked, libpq], { encoding: "utf8" });
    expect(output.trim()).toBe(expected);
  });
});

describe("several hosts", () => {
  const hosts = "127.0.0.1:1,localhost:PORT";

  test("are tried in order", async () => {
    expect(await encrypted(urlTo("sslmode=prefer", hosts), Database)).toBe(true);
    expect(await encrypted(urlTo("sslmode=prefer", "127.0.0.1:1,127.0.0.1:2"), Database)).toBe("refused");
  });

  test("with target_session_attrs=read-write skip a read-only server", async () => {
    await cluster.createDatabase("standby");
    const admin = postgres(cluster.url("standby"), { max: 1 });
    await admin`alter database standby set default_transaction_read_only = on`;
    await admin.end();
    const one = (query: string) => encrypted(urlTo(query, hosts, "standby"), Database);
    expect(await one("sslmode=disable")).toBe(false);
    expect(await one("sslmode=disable&target_session_attrs=any")).toBe(false);
    expect(await one("sslmode=disable&target_session_attrs=read-write")).toBe("refused");
  });
});

test.each([
  ["sslmode=allow", "sslmode is allow"],
  ["target_session_attrs=standby", "target_session_attrs is standby"],
  ["channel_binding=require", "channel_binding is not supported"],
])("an unsupported parameter is refused with the supported ones: %s", async (query, message) => {
  await expect(migrate(urlTo(query))).rejects.toThrow(message);
});
