import { createCipheriv, hkdfSync } from "node:crypto";
import { loadSettings } from "@waybill/config";
import { describe, expect, test } from "vitest";
import { derivedKey, type KeyPurpose } from "./core/access/derived-keys.ts";
import { decrypt, encrypt, hashCode, hashSecret, newSecret } from "./core/access/secrets.ts";
import { newSessionId } from "./platform/sessions/limits.ts";

// The strength of every secret and key: 128 bits or more.

const settings = (secret: string) => ({ AUTH_SECRET: secret });
const long = "a secret of this test, 32 letters or more";
const purposes: KeyPurpose[] = [
  "authenticator secrets",
  "codes in mail",
  "links in mail",
  "recovery codes",
  "throttling",
];

/** The number of bits that are 0 in some values and 1 in others. */
function randomBits(values: Buffer[]): number {
  const size = (values[0]?.length ?? 0) * 8;
  const bit = (value: Buffer, at: number) => ((value[at >> 3] ?? 0) >> (at & 7)) & 1;
  return Array.from({ length: size }, (_, at) => new Set(values.map((value) => bit(value, at))).size).filter(
    (kinds) => kinds === 2,
  ).length;
}

const many = <T>(make: () => T): T[] => Array.from({ length: 200 }, make);

describe("secrets have at least 128 bits:", () => {
  test("a generated secret has 256 random bits", () => {
    const secrets = many(newSecret);
    expect(new Set(secrets).size).toBe(200);
    expect(randomBits(secrets.map((one) => Buffer.from(one, "base64url")))).toBe(256);
  });

  test("a session id has 128 random bits, and fits its column", () => {
    const ids = many(newSessionId);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(randomBits(ids.map((one) => Buffer.from(one.replaceAll("-", ""), "hex")))).toBe(128);
  });

  test("each purpose has its own key of 256 bits, derived from AUTH_SECRET", () => {
    const keys = purposes.map((purpose) => derivedKey(settings(long), purpose));
    for (const key of keys) expect(key).toHaveLength(32);
    expect(new Set(keys.map((key) => key.toString("hex"))).size).toBe(purposes.length);
    expect(derivedKey(settings(`${long}!`), "throttling")).not.toEqual(derivedKey(settings(long), "throttling"));
    expect(
      derivedKey(settings(long), "throttling").equals(
        Buffer.from(hkdfSync("sha256", long, "", "waybill: throttling", 32)),
      ),
    ).toBe(true);
  });

  test("AUTH_SECRET has at least 32 characters", () => {
    const env = { DATABASE_URL: "postgres://waybill@localhost/waybill", SMTP_URL: "smtp://localhost" };
    expect(() => loadSettings({ env: { ...env, AUTH_SECRET: "a".repeat(31) } })).toThrow("AUTH_SECRET");
    expect(loadSettings({ env: { ...env, AUTH_SECRET: "a".repeat(32) } }).AUTH_SECRET).toHaveLength(32);
  });

  test("hashes have 256 bits", () => {
    expect(hashSecret("text")).toMatch(/^[0-9a-f]{64}$/);
    expect(hashCode(derivedKey(settings(long), "recovery codes"), "code")).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("an encrypted text", () => {
  const key = derivedKey(settings(long), "authenticator secrets");

  test("is decrypted with its owner and key, and is different each time", () => {
    const encrypted = many(() => encrypt(key, "ada", "text"));
    expect(new Set(encrypted.map((one) => one.slice(0, 16))).size).toBe(200);
    expect(decrypt(key, "ada", encrypted[0] ?? "")).toBe("text");
  });

  test("is refused for another owner or key, or after the change of a bit", () => {
    const encrypted = encrypt(key, "ada", "text");
    expect(() => decrypt(key, "eve", encrypted)).toThrow();
    expect(() => decrypt(derivedKey(settings(long), "throttling"), "ada", encrypted)).toThrow();
    const bytes = Buffer.from(encrypted, "base64url");
    for (const at of bytes.keys()) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8((bytes[at] ?? 0) ^ 1, at);
      expect(() => decrypt(key, "ada", changed.toString("base64url")), `byte ${at}`).toThrow();
    }
  });

  test("requires a key of full length", () => {
    expect(() => encrypt(key.subarray(0, 16), "ada", "text")).toThrow();
    expect(() => createCipheriv("aes-256-gcm", key.subarray(0, 16), Buffer.alloc(12))).toThrow();
  });
});
