import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { environmentOf, loadSettings, type ProcessKind, settingFacts, settingsOf } from "./index.ts";
import { isSecret, type SecretName, secretReaders } from "./secrets.ts";

const database = "postgres://waybill_app:kQ83hfn20xls@db/waybill";

/** A value for each secret, with the settings that require it. */
const secrets: Record<SecretName, string> = {
  DATABASE_URL: database,
  DATABASE_OWNER_URL: "postgres://owner:kQ83hfn20xls@db/waybill",
  DATABASE_LISTEN_URL: `${database}?direct`,
  AUTH_SECRET: "a".repeat(32),
  AUTH_SECRET_FORMER: "f".repeat(32),
  AUTH_GITHUB_SECRET: "github",
  AUTH_GOOGLE_SECRET: "google",
  AUTH_OIDC_SECRET: "oidc",
  S3_SECRET_ACCESS_KEY: "of the bucket",
  SMTP_URL: "smtp://user:pass@mail",
  MAIL_DKIM_KEY: "-----BEGIN PRIVATE KEY-----",
  CARRIER_TOKEN: "carrier",
};
const plain = {
  NODE_ENV: "production",
  AUTH_GITHUB_ID: "waybill",
  AUTH_GOOGLE_ID: "waybill",
  AUTH_OIDC_ISSUER: "https://identity.test",
  AUTH_OIDC_ID: "waybill",
  CARRIER_URL: "https://carrier.test",
  MAIL_DKIM_DOMAIN: "example.test",
  MAIL_DKIM_SELECTOR: "waybill",
  S3_BUCKET: "waybill-files",
  S3_ACCESS_KEY_ID: "waybill",
};
const whole = { ...plain, ...secrets };

const everyone = ["DATABASE_LISTEN_URL", "DATABASE_URL", "AUTH_SECRET", "S3_SECRET_ACCESS_KEY"];
const needed: Record<ProcessKind, string[]> = {
  web: [...everyone, "AUTH_SECRET_FORMER", "AUTH_GITHUB_SECRET", "AUTH_GOOGLE_SECRET", "AUTH_OIDC_SECRET"],
  worker: [...everyone, "SMTP_URL", "MAIL_DKIM_KEY", "CARRIER_TOKEN"],
  command: [...everyone, "AUTH_SECRET_FORMER"],
};
const kinds = ["web", "worker", "command"] as const;

const secretsIn = (env: Record<string, unknown>) =>
  Object.keys(env)
    .filter((name) => isSecret(name.replace(/_FILE$/, "")))
    .sort();

afterEach(() => vi.unstubAllEnvs());

describe.each(kinds)("%s", (kind) => {
  const own = needed[kind].toSorted();

  test("is started with its own secrets only", () => {
    expect(secretsIn(environmentOf(kind, whole))).toEqual(own);
    const files = Object.fromEntries(Object.keys(secrets).map((name) => [`${name}_FILE`, "/run/secret"]));
    expect(secretsIn(environmentOf(kind, files))).toEqual(own.map((name) => `${name}_FILE`));
  });

  test("starts with these, and requires no others", () => {
    const settings = loadSettings({ env: environmentOf(kind, whole) }, kind);
    expect(settings.DATABASE_TAKES_ROLE).toBe(false);
    expect(settings).toEqual(loadSettings({ env: whole }, kind));
  });

  test("ignores other secrets, and removes them from its environment", async () => {
    for (const [name, value] of Object.entries(whole)) vi.stubEnv(name, value);
    vi.resetModules();
    const fresh = (await import("./index.ts")).settingsOf;
    const settings = fresh(kind);
    const given = Object.entries(settings).filter(([name, value]) => isSecret(name) && String(value) !== "");
    expect(given.map(([name]) => name).sort()).toEqual(own);
    expect(secretsIn(process.env)).toEqual(own);
    expect(process.env.DATABASE_TAKES_ROLE).toBe("false");
  });

  test.each(["DATABASE_URL", "AUTH_SECRET"])("does not start without %s", (name) => {
    expect(() => loadSettings({ env: { ...whole, [name]: "" } }, kind)).toThrow(name);
  });
});

test("each process requires only its own secrets", () => {
  const without = (kind: ProcessKind, name: string) => () => loadSettings({ env: { ...whole, [name]: "" } }, kind);
  expect(without("worker", "SMTP_URL")).toThrow("SMTP_URL");
  for (const name of ["AUTH_GITHUB_SECRET", "AUTH_GOOGLE_SECRET", "AUTH_OIDC_SECRET"]) {
    expect(without("web", name)).toThrow(name);
    expect(without("worker", name)).not.toThrow();
  }
  expect(without("web", "SMTP_URL")).not.toThrow();
});

test("a process that runs jobs itself has the worker's secrets too", () => {
  const env = { ...whole, JOBS_MODE: "inline" };
  expect(secretsIn(environmentOf("web", env))).toEqual([...new Set([...needed.web, ...needed.worker])].sort());
  expect(loadSettings({ env }, "web")).toMatchObject({ SMTP_URL: secrets.SMTP_URL, CARRIER_TOKEN: "carrier" });
});

test("the start reads all secrets", () => {
  expect(loadSettings({ env: whole })).toMatchObject({ DATABASE_OWNER_URL: secrets.DATABASE_OWNER_URL });
});

test("every setting with the name of a secret is one", () => {
  const named = settingFacts().filter(({ name }) =>
    /SECRET|TOKEN|PASSWORD_(?!BREACH)|KEY(?!_ID)|^DATABASE_.*URL|SMTP_URL/.test(name),
  );
  expect(named.filter(({ secret }) => !secret)).toEqual([]);
  expect(
    settingFacts()
      .filter(({ secret }) => secret)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(Object.keys(secretReaders).sort());
});

test("the documentation lists the readers of each secret", () => {
  const document = readFileSync(join(import.meta.dirname, "../../../docs/settings.md"), "utf8");
  const section = document.slice(document.indexOf("## Secrets by process"), document.indexOf("## Passwords and TLS"));
  const documented = [...section.matchAll(/^\| (`.+`) +\| (.+) \|$/gm)].flatMap(([, names = "", cells = ""]) =>
    [...names.matchAll(/`([A-Z0-9_]+)`/g)].map(([, name]) => [
      name,
      cells.split("|").map((cell) => cell.trim() === "yes"),
    ]),
  );
  const is = Object.entries(secretReaders)
    .filter(([, readers]) => readers.length > 0)
    .map(([name, readers]) => [name, kinds.map((kind) => readers.some((reader) => reader === kind))]);
  expect(new Map(documented as [])).toEqual(new Map(is as []));
});

test("settings are read once", () => {
  for (const [name, value] of Object.entries(whole)) vi.stubEnv(name, value);
  expect(settingsOf("web")).toBe(settingsOf("web"));
});
