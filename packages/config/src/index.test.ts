import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  inNetworks,
  isLoopback,
  loadSettings,
  mayShowOutbox,
  migrationSettings,
  publicUrl,
  SettingsError,
  settingFacts,
  settingsTable,
  undecidedDatabases,
  urlHost,
} from "./index.ts";

const good = {
  DATABASE_URL: "postgres://waybill:pw@localhost/waybill",
  AUTH_SECRET: "s".repeat(32),
  SMTP_URL: "smtp://localhost:1025",
};

describe("settings", () => {
  test("have defaults and the right types", () => {
    const settings = loadSettings({ env: { ...good, PORT: "8080" } });
    expect(settings.PORT).toBe(8080);
    expect(settings.DATABASE_POOL).toBe(10);
    expect(publicUrl(settings)).toBe("http://localhost:8080");
  });

  test("report all problems at once, without values", () => {
    const load = () => loadSettings({ env: { DATABASE_URL: "mysql://root:hunter2@db", PORT: "99999" } });
    expect(load).toThrow(SettingsError);
    expect(load).toThrow(/DATABASE_URL[\s\S]*AUTH_SECRET|AUTH_SECRET[\s\S]*DATABASE_URL/);
    expect(load).toThrow(/PORT/);
    expect(load).not.toThrow(/hunter2/);
  });

  test("refuse the same port for pages and probes", () => {
    const load = (env: Record<string, string>) => loadSettings({ env: { ...good, ...env } });
    expect(() => load({ METRICS_PORT: "3000" })).toThrow(/METRICS_PORT: is 3000, as PORT is/);
    expect(() => load({ PORT: "9090", METRICS_PORT: "9090" })).toThrow(/METRICS_PORT: is 9090, as PORT is/);
    // Web and worker may run on different machines.
    expect(load({ METRICS_PORT: "9090", WORKER_PORT: "9090" }).WORKER_PORT).toBe(9090);
  });

  test.each([
    ...["foo", "Waybill", "Waybill <foo>", "Waybill <a@example.com", "a@example.com, b@example.com"],
    ...["<>", "a@", "Waybill\n<a@example.com>", "Waybill a@example.com"],
  ])("refuse a sender without an address: %s", (MAIL_FROM) => {
    const load = () => loadSettings({ env: { ...good, MAIL_FROM } });
    expect(load).toThrow("MAIL_FROM: give an email address, such as Waybill <no-reply@example.com>");
  });

  test.each([
    ...["a@example.com", "Waybill <no-reply@waybill.localhost>", '"Desk, Inc." <a@example.com>', "<a@example.com>"],
    ...["root@localhost", "Büro <büro@example.com>"],
  ])("accept a sender with an address: %s", (MAIL_FROM) => {
    expect(loadSettings({ env: { ...good, MAIL_FROM } }).MAIL_FROM).toBe(MAIL_FROM);
  });

  test("require a direct connection beside a pooler in transaction mode", () => {
    const load = (env: Record<string, string>) =>
      loadSettings({ env: { ...good, DATABASE_POOL_MODE: "transaction", ...env } });
    expect(() => load({})).toThrow("DATABASE_LISTEN_URL: is needed because DATABASE_POOL_MODE is transaction");
    expect(load({ DATABASE_LISTEN_URL: good.DATABASE_URL }).DATABASE_POOL_MODE).toBe("transaction");
    expect(loadSettings({ env: good }).DATABASE_POOL_MODE).toBe("session");
  });

  test("prefer the file of NAME_FILE for a secret", () => {
    const directory = mkdtempSync(join(tmpdir(), "waybill-settings-"));
    const file = join(directory, "secret");
    writeFileSync(file, `${"f".repeat(40)}\n`);
    const settings = loadSettings({ env: { ...good, AUTH_SECRET_FILE: file } });
    expect(settings.AUTH_SECRET).toBe("f".repeat(40));
  });

  test("report an unreadable file together with other problems", () => {
    const load = () => loadSettings({ env: { ...good, AUTH_SECRET_FILE: "/nowhere/secret", PORT: "99999" } });
    expect(load).toThrow(SettingsError);
    expect(load).toThrow(/AUTH_SECRET_FILE: names a file that cannot be read\n[\s\S]*PORT/);
    expect(load).not.toThrow(/AUTH_SECRET: /);
  });

  describe("of a migration", () => {
    const url = (env: Record<string, string>) => migrationSettings({ env })?.url ?? null;
    const [app, direct, owner] = ["app", "direct", "owner"].map((login) => `postgres://${login}@db/waybill`) as [
      ...[string, string, string],
    ];

    test("use the owner's login, or the direct one, and no pooler", () => {
      expect(url({ DATABASE_URL: app })).toBe(app);
      expect(url({ DATABASE_URL: app, DATABASE_LISTEN_URL: direct })).toBe(direct);
      expect(url({ DATABASE_URL: app, DATABASE_LISTEN_URL: direct, DATABASE_OWNER_URL: owner })).toBe(owner);
      expect(url({ DATABASE_OWNER_URL: owner })).toBe(owner);
      expect(url({})).toBeNull();
    });

    test("may be files, and report problems", () => {
      const file = join(mkdtempSync(join(tmpdir(), "waybill-settings-")), "owner-url");
      writeFileSync(file, owner);
      expect(url({ DATABASE_OWNER_URL_FILE: file })).toBe(owner);
      expect(() => url({ DATABASE_OWNER_URL_FILE: "/nowhere" })).toThrow("DATABASE_OWNER_URL_FILE: names a file");
      const wrong = () => url({ DATABASE_URL: "mysql://root:hunter2@db" });
      expect(wrong).toThrow("DATABASE_URL: give a URL, such as postgres://");
      expect(wrong).not.toThrow("hunter2");
      const production = { NODE_ENV: "production", DATABASE_URL: app };
      const far = "postgres://owner:kQ83hfn20xls@db.example.com/waybill";
      expect(() => url({ ...production, DATABASE_OWNER_URL: far })).toThrow(
        "DATABASE_OWNER_URL: would send data over the internet",
      );
      expect(url({ ...production, DATABASE_OWNER_URL: `${far}?sslmode=verify-full` })).toContain("verify-full");
    });

    test("contain the time to wait for the database", () => {
      const seconds = (MIGRATE_WAIT_SECONDS?: string) =>
        migrationSettings({ env: { DATABASE_URL: app, MIGRATE_WAIT_SECONDS } })?.waitSeconds;
      expect([seconds(), seconds("5"), seconds("0")]).toEqual([60, 5, 0]);
    });
  });

  describe("with one invalid value", () => {
    // Typical mistakes in URLs, numbers, lists, names and files.
    const mistakes = [
      ...[
        "foo",
        "foo bar",
        "http://",
        "http://[",
        "https://a/b",
        "ftp://a",
        "%",
        "://",
        "postgres://",
        "ä",
        "{}",
        "-1",
      ],
      ...["1.5", "1e30", "postgres://u:p@h:99999/x", "postgres://u:p@h/x?sslmode=foo", "smtp://", "2027-13-01"],
      "postgres://u:p@h/x?sslmode=verify-full&sslrootcert=/nowhere.pem",
    ];
    const names = settingFacts().map(({ name }) => name);

    test.each(names)("%s: only it is named, with the expected value", (name) => {
      let refused = 0;
      for (const NODE_ENV of ["development", "production"]) {
        for (const mistake of mistakes) {
          try {
            loadSettings({ env: { ...good, NODE_ENV, [name]: mistake } });
          } catch (error) {
            refused += 1;
            expect(error, `${name}=${mistake}`).toBeInstanceOf(SettingsError);
            const message = error instanceof Error ? error.message : "";
            expect(message, mistake).toMatch(new RegExp(`^ {2}(?:${name}|${relatives(name)}): `, "m"));
            expect(message, mistake).not.toMatch(/invalid|expected|received|choose one|fill this in/i);
            expect(message, mistake).not.toContain("invalid format");
          }
        }
      }
      const anything =
        /^(?:DATA_DIR|S3_REGION|S3_ACCESS_KEY_ID|AUTH_OIDC_NAME|MODULES|\w+_(?:ID|TOKEN|DOMAIN|SELECTOR))$/;
      if (!anything.test(name) && !/_SECRET$|_ACCESS_KEY$/.test(name)) expect(refused, name).toBeGreaterThan(0);
    });

    /** The missing one of two settings that belong together. */
    const relatives = (name: string) => `${name.split("_")[0]}_\\w+`;

    const choices: [string, string[]][] = [
      ["LOG_LEVEL", ["fatal", "error", "warn", "info", "debug", "trace", "silent"]],
      ["LOG_FORMAT", ["json", "pretty"]],
      ["S3_DOWNLOADS", ["redirect", "stream"]],
      ["DATABASE_POOL_MODE", ["session", "transaction"]],
      ["JOBS_MODE", ["queue", "inline"]],
    ];
    const flags = ["DEMO", "MAIL_OUTBOX", "S3_PATH_STYLE", "DATABASE_TAKES_ROLE"];
    test.each(flags)("%s: is true or false", (name) => {
      expect(() => loadSettings({ env: { ...good, [name]: "loud" } })).toThrow(`  ${name}: give true or false\n`);
    });

    test.each(choices)("%s: its choices are listed", (name, list) => {
      expect(() => loadSettings({ env: { ...good, [name]: "loud" } })).toThrow(
        `  ${name}: give one of ${list.join(", ")}\n`,
      );
    });

    test("report the bounds of numbers and sizes", () => {
      const say = (name: string, value: string) => () => loadSettings({ env: { ...good, [name]: value } });
      expect(say("PORT", "no")).toThrow("PORT: give a whole number\n");
      expect(say("PORT", "1.5")).toThrow("PORT: give a whole number\n");
      expect(say("PORT", "0")).toThrow("PORT: give a whole number of at least 1\n");
      expect(say("PORT", "99999")).toThrow("PORT: give a whole number of at most 65535\n");
      expect(say("DRAIN_SECONDS", "-1")).toThrow("DRAIN_SECONDS: give a whole number of at least 0\n");
      expect(say("REQUEST_SECONDS", "0")).toThrow("REQUEST_SECONDS: give a whole number above 0\n");
      expect(say("AUTH_SECRET", "short")).toThrow("AUTH_SECRET: give at least 32 characters\n");
      expect(() => loadSettings({ env: {} })).toThrow(/ {2}DATABASE_URL: is missing\n {2}AUTH_SECRET: is missing\n/);
    });
  });

  describe("as a table", () => {
    const directory = mkdtempSync(join(tmpdir(), "waybill-settings-"));
    const file = join(directory, "secret");
    writeFileSync(file, "f".repeat(40));
    writeFileSync(join(directory, ".env"), "PORT=4000\nLOG_LEVEL=warn\n");
    writeFileSync(join(directory, ".env.local"), "LOG_LEVEL=debug\n");
    const env = {
      ...{
        NODE_ENV: "test",
        DATABASE_URL: "postgres://desk:hunter2@db:5432/waybill?password=hunter2",
        LOG_LEVEL: "debug",
      },
      ...{ AUTH_SECRET_FILE: file, SMTP_URL: "smtps://me:hunter2@mail", CARRIER_TOKEN: "mailto:hunter2" },
      ...{ CARRIER_URL: "https://me:hunter2@carrier.example.com/v1", HOST: "127.0.0.2" },
    };
    const table = settingsTable({ env, directory });
    const row = (name: string) => table.find((one) => one.name === name);

    test("show each value with its source", () => {
      expect(table.map(({ name }) => name)).toEqual(settingFacts().map(({ name }) => name));
      expect(row("PORT")).toMatchObject({ value: "4000", from: ".env" });
      // As the start hands it to its processes.
      expect(row("LOG_LEVEL")).toMatchObject({ value: "debug", from: ".env.local" });
      expect(row("HOST")).toMatchObject({ value: "127.0.0.2", from: "environment" });
      expect(row("JOBS_MODE")).toMatchObject({ value: "queue", from: "default" });
      expect(row("PUBLIC_URL")).toMatchObject({ value: null, from: null });
      expect(row("AUTH_SECRET")).toMatchObject({ value: "(set)", from: `${file} (AUTH_SECRET_FILE)` });
    });

    test("contain no secrets", () => {
      expect(JSON.stringify(table)).not.toMatch(/hunter2|ffff/);
      expect(row("DATABASE_URL")?.value).toBe("postgres://…@db:5432/waybill");
      expect(row("CARRIER_TOKEN")?.value).toBe("(set)");
      expect(row("CARRIER_URL")?.value).toBe("https://…@carrier.example.com/v1");
    });

    test("show each problem, and omit settings of other processes", () => {
      const wrong = settingsTable({ env: { PORT: "no", AUTH_SECRET_FILE: "/nowhere" } });
      const problems = wrong.filter(({ problem }) => problem).map(({ name }) => name);
      expect(problems).toEqual(expect.arrayContaining(["PORT", "DATABASE_URL", "AUTH_SECRET"]));
      expect(settingsTable({ env }, "web").map(({ name }) => name)).not.toContain("SMTP_URL");
    });
  });

  test("layer .env files under the environment", () => {
    const directory = mkdtempSync(join(tmpdir(), "waybill-settings-"));
    writeFileSync(join(directory, ".env"), "PORT=4000\nLOG_LEVEL=warn\n");
    writeFileSync(join(directory, ".env.test"), "PORT=4001\n");
    const settings = loadSettings({ env: { ...good, NODE_ENV: "test", LOG_LEVEL: "error" }, directory });
    expect(settings.PORT).toBe(4001);
    expect(settings.LOG_LEVEL).toBe("error");
  });

  test("require the secret that belongs to an id", () => {
    expect(() => loadSettings({ env: { ...good, AUTH_GITHUB_ID: "abc" } })).toThrow(/AUTH_GITHUB_SECRET/);
  });

  test.each([
    ["EVENTS_KEEP_DAYS", 7],
    ["ACTIVITY_KEEP_DAYS", 30],
    ["JOBS_KEEP_DAYS", 1],
    ["MAILS_KEEP_DAYS", 1],
  ])("accept 0 or a minimum for retention: %s, %i", (name, fewest) => {
    const read = (days: number) => loadSettings({ env: { ...good, [name]: String(days) } });
    for (const days of [0, fewest]) expect(read(days)).toMatchObject({ [name]: days });
    for (const days of [-1, 40_000, ...(fewest > 1 ? [fewest - 1] : [])]) {
      expect(() => read(days)).toThrow(new RegExp(name));
    }
  });

  test.each([
    [{ S3_ENDPOINT: "https://s3.example.com" }, /S3_BUCKET: is needed because S3_ENDPOINT is set/],
    [{ S3_BUCKET: "files", S3_ACCESS_KEY_ID: "id" }, /S3_SECRET_ACCESS_KEY/],
    [{ S3_BUCKET: "files", S3_SECRET_ACCESS_KEY: "secret" }, /S3_ACCESS_KEY_ID/],
    [{ S3_BUCKET: "https://s3.example.com/files" }, /S3_BUCKET/],
  ])("refuse incomplete settings of a bucket: %j", (given, expected) => {
    expect(() => loadSettings({ env: { ...good, ...given } })).toThrow(expected);
  });

  describe("with a publicly known database password", () => {
    const load = (url: string, more: Record<string, string> = {}) =>
      loadSettings({ env: { ...good, ...trusting, NODE_ENV: "production", DATABASE_URL: url, ...more } });
    // Other problems of these URLs are tested below.
    const trusting = { PLAINTEXT_TO: "DATABASE_URL,DATABASE_OWNER_URL,DATABASE_LISTEN_URL" };
    const refused = /DATABASE_URL: has a publicly known password/;

    test.each([
      "postgres://postgres:postgres@db/waybill",
      "postgres://waybill:waybill@db.internal:5432/waybill",
      "postgres://someone:Someone@db/waybill",
      "postgres://waybill:%70assword@db/waybill",
      "postgres://admin:admin@192.0.2.7/waybill",
    ])("are refused in production: %s", (url) => {
      expect(() => load(url)).toThrow(refused);
      expect(loadSettings({ env: { ...good, DATABASE_URL: url } }).DATABASE_URL).toBe(url);
    });

    test("are refused for the owner's and the listener's login too", () => {
      const [mine, known] = ["postgres://a:kQ83hfn20xls@db/waybill", "postgres://postgres:postgres@db/waybill"];
      expect(load(mine).DATABASE_URL).toBe(mine);
      expect(() => load(mine, { DATABASE_OWNER_URL: known })).toThrow(
        "DATABASE_OWNER_URL: has a publicly known password",
      );
      expect(() => load(mine, { DATABASE_LISTEN_URL: known })).toThrow(
        "DATABASE_LISTEN_URL: has a publicly known password",
      );
    });

    test("are accepted while only this machine reaches database and server", () => {
      const url = "postgres://postgres:postgres@localhost:5432/waybill";
      expect(load(url).DATABASE_URL).toBe(url);
      expect(() => load(url, { HOST: "0.0.0.0" })).toThrow(refused);
      expect(() => load(url, { PUBLIC_URL: "https://desk.example.com" })).toThrow(refused);
      expect(() => load(url, { TRUST_PROXY: "true" })).toThrow(refused);
    });

    test("do not include URLs without a password", () => {
      expect(load("postgres://postgres@db/waybill").DATABASE_URL).toBe("postgres://postgres@db/waybill");
    });
  });

  test("require SMTP_URL, so that no mail is lost silently", () => {
    expect(() => loadSettings({ env: { ...good, SMTP_URL: "" } })).toThrow(/SMTP_URL/);
  });

  test("listen on this machine only, by default", () => {
    const hostOf = (HOST?: string) => loadSettings({ env: { ...good, HOST } }).HOST;
    expect(hostOf()).toBe("127.0.0.1");
    expect(hostOf("")).toBe("127.0.0.1");
    expect(["0.0.0.0", "::", "[::1]", "192.0.2.7", "localhost", "desk-1.internal"].map(hostOf)).toEqual([
      ...["0.0.0.0", "::", "::1", "192.0.2.7", "localhost", "desk-1.internal"],
    ]);
    for (const wrong of ["http://0.0.0.0", "0.0.0.0:3000", "a b", "/run/waybill.sock", "*"]) {
      expect(() => hostOf(wrong), wrong).toThrow(/HOST: give an address/);
    }
  });

  test.each([
    ["https://desk.example.com", "https://desk.example.com"],
    ["https://desk.example.com/", "https://desk.example.com"],
    ["HTTPS://Desk.Example.com:443", "https://desk.example.com"],
    ["http://localhost:3000", "http://localhost:3000"],
  ])("accept %s as the public URL", (PUBLIC_URL, origin) => {
    expect(publicUrl(loadSettings({ env: { ...good, PUBLIC_URL } }))).toBe(origin);
  });

  test.each([
    "https://example.com/desk",
    "https://example.com/?tenant=acme",
    "https://example.com/#top",
    "https://user:hunter2@example.com",
    "ftp://example.com",
    "example.com",
  ])("refuse %s as the public URL", (PUBLIC_URL) => {
    const load = () => loadSettings({ env: { ...good, PUBLIC_URL } });
    expect(load).toThrow(/PUBLIC_URL/);
    expect(load).not.toThrow(/hunter2/);
  });
});

describe("trusted proxies", () => {
  const proxiesOf = (TRUST_PROXY?: string) => loadSettings({ env: { ...good, TRUST_PROXY } }).TRUST_PROXY;

  test("are none, the private networks, or named ones", () => {
    expect(proxiesOf()).toEqual([]);
    expect(proxiesOf("false")).toEqual([]);
    expect(proxiesOf("10.0.0.5, 192.0.2.0/24,2001:db8::/32")).toEqual(["10.0.0.5", "192.0.2.0/24", "2001:db8::/32"]);
    const own = inNetworks(proxiesOf("true"));
    const inside = ["127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "::1", "fd00::1", "fe80::1"];
    const outside = ["8.8.8.8", "172.32.0.1", "192.0.2.7", "2001:db8::1", "", "localhost"];
    expect(inside.filter((address) => !own(address))).toEqual([]);
    expect(outside.filter(own)).toEqual([]);
  });

  test.each(["yes", "10.0.0.0/33", "10.0.0", "proxy.internal", "10.0.0.1,", "::1/129", "10.0.0.1/8/8"])(
    "are not %s",
    (text) => expect(() => proxiesOf(text)).toThrow(/TRUST_PROXY: give true, false/),
  );
});

describe("an unencoded password in a URL", () => {
  const passwords = [
    "p@hush#w/rd",
    "hush#word",
    "12#hush",
    "hush/word",
    "12/hush",
    "12?hush",
    "hush?word",
    "hush%ss",
    "p@hush,word",
  ];
  const names = ["DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_LISTEN_URL", "SMTP_URL"] as const;
  const urlWith = (name: string, password: string) =>
    name === "SMTP_URL" ? `smtp://desk:${password}@mail.internal:587` : `postgres://desk:${password}@db.internal/desk`;

  test.each(names.flatMap((name) => passwords.map((password) => [name, password] as const)))(
    "is refused without a part of it in the message: %s, %s",
    (name, password) => {
      const env = { ...good, [name]: urlWith(name, password) };
      expect(() => loadSettings({ env })).toThrow(`${name}: encode the password, and the user: %40 for @`);
      expect(() => loadSettings({ env })).not.toThrow(/hush/);
      const row = settingsTable({ env }).find((one) => one.name === name);
      expect(row).toMatchObject({ value: "(set)", problem: expect.stringContaining("encode the password") });
    },
  );

  test.each(passwords)("is not migrated with: %s", (password) => {
    const env = { DATABASE_OWNER_URL: urlWith("DATABASE_OWNER_URL", password) };
    expect(() => migrationSettings({ env })).toThrow("DATABASE_OWNER_URL: encode the password");
    expect(() => migrationSettings({ env })).not.toThrow(/hush/);
  });

  test.each(names)("is accepted if it is encoded: %s", (name) => {
    const url = urlWith(name, encodeURIComponent("p@hush#w/rd?%,"));
    expect(loadSettings({ env: { ...good, [name]: url } })[name]).toBe(url);
  });
});

test.each<[string, boolean]>([
  ["postgres://app@db/waybill", true],
  ["postgres://app@10.0.0.7:5432/waybill", true],
  ["postgres://app@localhost,db/waybill", true],
  ["postgres://app@db/waybill?sslmode=disable", false],
  ["postgres://app@db/waybill?sslrootcert=system", false],
  ["postgres://app@localhost/waybill", false],
  ["postgres://app@[::1]:5432/waybill", false],
  ["postgres:///waybill?host=/run/postgresql", false],
])("a remote database URL without sslmode is reported: %s", (url, undecided) => {
  const settings = loadSettings({ env: { ...good, DATABASE_URL: url } });
  expect(undecidedDatabases(settings)).toEqual(undecided ? ["DATABASE_URL"] : []);
});

describe("TLS to other systems", () => {
  const production = { ...good, NODE_ENV: "production", SMTP_URL: "smtps://mail.example.com" };
  const database = (rest: string) => ({ DATABASE_URL: `postgres://desk:hunter2-hunter2@${rest}` });
  const load = (more: Record<string, string>) => () => loadSettings({ env: { ...production, ...more } });

  test.each<[string, Record<string, string>]>([
    ["DATABASE_URL", database("db.example.com/desk")],
    ["DATABASE_URL", database("192.0.2.5/desk?sslmode=require")],
    ["DATABASE_URL", database("db.example.com/desk?ssl=require")],
    ["DATABASE_URL", { DATABASE_URL: "postgres:///desk?host=db.example.com" }],
    ["DATABASE_OWNER_URL", { DATABASE_OWNER_URL: "postgres://owner:hunter2-hunter2@db.example.com/desk" }],
    [
      "DATABASE_LISTEN_URL",
      { DATABASE_LISTEN_URL: "postgres://desk:hunter2-hunter2@[2001:db8::1]/desk?sslmode=prefer" },
    ],
    ["SMTP_URL", { SMTP_URL: "smtp://user:hunter2@mail.example.com:587" }],
    ["SMTP_URL", { SMTP_URL: "smtps://mail.example.com?tls.rejectUnauthorized=false" }],
    ["S3_ENDPOINT", { S3_BUCKET: "files", S3_ENDPOINT: "http://s3.example.com" }],
    ["S3_PUBLIC_ENDPOINT", { S3_BUCKET: "files", S3_PUBLIC_ENDPOINT: "http://files.example.com" }],
    ["CARRIER_URL", { CARRIER_URL: "http://carrier.example.com" }],
    ["PASSWORD_BREACH_URL", { PASSWORD_BREACH_URL: "http://breaches.example.com/range" }],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", { OTEL_EXPORTER_OTLP_ENDPOINT: "http://traces.internal:4318" }],
    [
      "AUTH_OIDC_ISSUER",
      { AUTH_OIDC_ISSUER: "http://id.example.com", AUTH_OIDC_ID: "waybill", AUTH_OIDC_SECRET: "hunter2" },
    ],
  ])("is required in %s: %j is refused at the start, unless it is named", (name, more) => {
    expect(load(more)).toThrow(new RegExp(`${name}: would send data over the internet without verified TLS`));
    expect(load(more)).not.toThrow(/hunter2/);
    expect(load({ ...more, PLAINTEXT_TO: `METRICS, ${name}` })).toThrow(/METRICS is not a setting/);
    expect(load({ ...more, PLAINTEXT_TO: name })).not.toThrow();
    expect(load({ ...more, NODE_ENV: "development" })).not.toThrow();
  });

  test.each<Record<string, string>>([
    database("db.example.com/desk?sslmode=verify-full"),
    database("db.example.com/desk?ssl=verify-full"),
    database("db.example.com/desk?sslrootcert=system"),
    database("localhost/desk"),
    database("db.localhost/desk"),
    database("[::1]:5433/desk"),
    database("db/desk"),
    database("10.0.0.5/desk"),
    database("[fd00::5]/desk"),
    { DATABASE_URL: "postgres:///desk?host=/var/run/postgresql" },
    { DATABASE_URL: "postgres:///desk?host=/var/run/postgres.d" },
    { DATABASE_URL: "postgres://desk@%2Fvar%2Frun%2Fpostgres.d/desk" },
    { SMTP_URL: "smtp://127.0.0.1:2525" },
    { SMTP_URL: "smtp://mail.example.com:587?requireTLS=true" },
    { S3_BUCKET: "files", S3_ENDPOINT: "https://s3.example.com" },
    { S3_BUCKET: "files", S3_ENDPOINT: "http://minio:9000" },
    { CARRIER_URL: "https://carrier.example.com" },
    { PASSWORD_BREACH_URL: "https://breaches.example.com/range" },
    { CARRIER_URL: "http://localhost:4000" },
  ])("is used or not required: %j", (more) => expect(load(more)).not.toThrow());
});

describe("the outbox", () => {
  const embedded = { ...good, SMTP_URL: undefined, DATABASE_EMBEDDED: "true" };

  test("is allowed with the embedded database, on this machine", () => {
    for (const more of [{}, { HOST: "::1" }, { PUBLIC_URL: "http://localhost:4000" }]) {
      expect(mayShowOutbox(loadSettings({ env: { ...embedded, ...more } }))).toBe(true);
      expect(loadSettings({ env: { ...embedded, ...more, MAIL_OUTBOX: "true" } }).MAIL_OUTBOX).toBe(true);
    }
  });

  test.each([
    ["together with a mail server", { SMTP_URL: good.SMTP_URL }, /SMTP_URL/],
    ["with a given database", { DATABASE_EMBEDDED: undefined, SMTP_URL: undefined }, /DATABASE_URL/],
    ["if others can reach the server", { HOST: "0.0.0.0" }, /HOST/],
    ["if others can reach the public URL", { PUBLIC_URL: "https://desk.example.com" }, /PUBLIC_URL/],
    ["behind a proxy", { TRUST_PROXY: "true" }, /TRUST_PROXY/],
  ])("is refused %s, with a reason", (_where, more, why) => {
    const env = { ...embedded, ...more };
    const load = () => loadSettings({ env: { ...env, MAIL_OUTBOX: "true" } });
    expect(load).toThrow(/MAIL_OUTBOX/);
    expect(load).toThrow(why);
    if (env.DATABASE_EMBEDDED) expect(mayShowOutbox(loadSettings({ env }))).toBe(false);
  });
});

describe("addresses", () => {
  test("of this machine are recognised in every notation", () => {
    const own = [
      "127.0.0.1",
      "127.8.9.10",
      "::1",
      "[::1]",
      "::ffff:127.0.0.1",
      "localhost",
      "LOCALHOST.",
      "a.localhost",
    ];
    const others = [
      "0.0.0.0",
      "::",
      "10.0.0.1",
      "::ffff:10.0.0.1",
      "fe80::1",
      "example.com",
      "localhost.example.com",
      "",
    ];
    expect(own.filter((host) => !isLoopback(host))).toEqual([]);
    expect(others.filter(isLoopback)).toEqual([]);
  });

  test("are written correctly in URLs", () => {
    const hosts = ["127.0.0.1", "0.0.0.0", "::", "::1", "192.0.2.7", "2001:db8::7", "desk.internal"];
    expect(hosts.map(urlHost)).toEqual([
      ...["localhost", "localhost", "localhost", "[::1]", "192.0.2.7", "[2001:db8::7]", "desk.internal"],
    ]);
  });
});
