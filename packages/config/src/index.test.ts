import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadSettings, publicUrl, SettingsError } from "./index.ts";

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

  test("name every wrong one at once, and never repeat a value", () => {
    const load = () => loadSettings({ env: { DATABASE_URL: "mysql://root:hunter2@db", PORT: "99999" } });
    expect(load).toThrow(SettingsError);
    expect(load).toThrow(/DATABASE_URL[\s\S]*AUTH_SECRET|AUTH_SECRET[\s\S]*DATABASE_URL/);
    expect(load).toThrow(/PORT/);
    expect(load).not.toThrow(/hunter2/);
  });

  test("read a secret from the file that NAME_FILE names, before the plain name", () => {
    const directory = mkdtempSync(join(tmpdir(), "waybill-settings-"));
    const file = join(directory, "secret");
    writeFileSync(file, `${"f".repeat(40)}\n`);
    const settings = loadSettings({ env: { ...good, AUTH_SECRET_FILE: file } });
    expect(settings.AUTH_SECRET).toBe("f".repeat(40));
  });

  test("layer .env files under the environment", () => {
    const directory = mkdtempSync(join(tmpdir(), "waybill-settings-"));
    writeFileSync(join(directory, ".env"), "PORT=4000\nLOG_LEVEL=warn\n");
    writeFileSync(join(directory, ".env.test"), "PORT=4001\n");
    const settings = loadSettings({ env: { ...good, NODE_ENV: "test", LOG_LEVEL: "error" }, directory });
    expect(settings.PORT).toBe(4001);
    expect(settings.LOG_LEVEL).toBe("error");
  });

  test("ask for a secret where an id was given", () => {
    expect(() => loadSettings({ env: { ...good, AUTH_GITHUB_ID: "abc" } })).toThrow(/AUTH_GITHUB_SECRET/);
  });

  test("refuse to lose mail silently", () => {
    expect(() => loadSettings({ env: { ...good, SMTP_URL: "" } })).toThrow(/SMTP_URL/);
    expect(loadSettings({ env: { ...good, SMTP_URL: "", MAIL_OUTBOX: "true" } }).MAIL_OUTBOX).toBe(true);
  });
});
