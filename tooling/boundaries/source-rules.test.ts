import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ruleNames, sourceViolations, unusedExceptions, violationsOf } from "./source-rules.ts";

const root = join(import.meta.dirname, "../..");
const module = "packages/api/src/modules/parcels/service.ts";

/** The rules that a source breaks. */
const broken = (text: string, file = module) => violationsOf(file, text).map(({ rule }) => rule);

describe("every source of the product", () => {
  const { files, violations } = sourceViolations(root);
  const of = (name: string) => violations.filter(({ rule }) => rule === name);

  test("is read", () => {
    expect(files).toBeGreaterThan(500);
    expect(ruleNames).toHaveLength(6);
  });
  test("sends values to the database as parameters", () => expect(of("sql-with-parameters")).toEqual([]));
  test("locks rows without their keys", () => expect(of("locks-without-keys")).toEqual([]));
  test("takes random values from node:crypto", () => expect(of("random-from-crypto")).toEqual([]));
  test("uses only approved algorithms and libraries of cryptography", () =>
    expect(of("approved-cryptography")).toEqual([]));
  test("logs only to standard output, and writes only named files", () =>
    expect(of("logs-to-standard-output")).toEqual([]));
  test("connects only to named systems", () => expect(of("connects-to-named-systems")).toEqual([]));
  test("needs each named exception", () => expect(unusedExceptions(root)).toEqual([]));
});

describe("what is refused:", () => {
  test.each([
    ["SQL that is joined with what was sent", `sql.raw(\`select '\${name}'\`)`],
    ["SQL that is joined by a plus", 'sql.raw("select " + name)'],
    ["SQL out of a variable", "sql.raw(statement)"],
    ["a statement of the driver that is joined", `owner.unsafe(\`drop table \${name}\`)`],
    ["a statement of Drizzle that is joined", `db.execute(\`select \${name}\`)`],
  ])("%s", (_what, text) => expect(broken(text)).toEqual(["sql-with-parameters"]));

  test.each([
    ["by Drizzle", 'db.select().from(places).for("update")'],
    ["by Drizzle, of one table", 'db.select().from(places).for("update", { of: places })'],
    ["by a strength that cannot be read here", "db.select().from(places).for(strength)"],
    ["by a statement", "db.execute(sql`select from places for update`)"],
    ["by a statement over several lines", "sql`select from places\n for  update of places`"],
    ["by a statement of the driver", 'connection.send("select from places FOR UPDATE")'],
  ])("a row that is locked with its key, %s", (_what, text) => expect(broken(text)).toEqual(["locks-without-keys"]));

  test("rows that are locked without their keys, and named exceptions, are not", () => {
    expect(broken('db.select().from(places).for("no key update", { of: places })')).toEqual([]);
    expect(broken("sql`select from places for no key update`")).toEqual([]);
    expect(broken('Symbol.for("update"); Typesetter.for(texts)')).toEqual([]);
    expect(broken('query.for("update")', "packages/api/src/platform/roles/service.ts")).toEqual([]);
  });

  test("concatenated SQL in the driver's own layer too", () => {
    const file = "packages/postgres/src/connection.ts";
    expect(broken(`connection.unsafe(\`select \${name}\`)`, file)).toEqual(["sql-with-parameters"]);
    expect(broken("connection.unsafe(statement, parameters)", file)).toEqual([]);
  });

  test.each([
    ["a request to an address that someone gave", "await fetch(input.url)"],
    ["a request to a fixed address", 'await fetch("https://evil.test")'],
    ["a request to another host's path", "await fetch(`//evil.test`)"],
    ["a request by Node's client", 'import { request } from "node:http";'],
    ["a request by Node's client for HTTPS", 'import https from "node:https";'],
    ["a connection", 'import { connect } from "node:net";'],
    ["a look-up of a name", 'import { resolve } from "node:dns/promises";'],
    ["a library that asks", 'import axios from "axios";'],
    ["a socket of the web", 'new WebSocket("wss://evil.test")'],
  ])("%s", (_what, text) => expect(broken(text)).toEqual(["connects-to-named-systems"]));

  test("requests of a browser to its own server, and servers, are not", () => {
    expect(broken('await fetch("/api/files")')).toEqual([]);
    expect(broken(`await fetch(\`/api/\${route}\`)`)).toEqual([]);
    expect(broken('import { createServer } from "node:http"; import { isIP } from "node:net";')).toEqual([]);
    expect(broken("await fetch(url)", "packages/api/src/modules/parcels/carriers/http.ts")).toEqual([]);
  });

  test("predictable random values", () => {
    expect(broken("const id = Math.random().toString(36)")).toEqual(["random-from-crypto"]);
    expect(broken("const roll = Math.random")).toEqual(["random-from-crypto"]);
  });

  const imported = (names: string, text: string) => `import { ${names} } from "node:crypto";\n${text}`;
  test.each([
    ["MD5", imported("createHash", 'createHash("md5")')],
    ["SHA-1", imported("createHmac", 'createHmac("sha1", key)')],
    ["SHA-1 by the short way", imported("hash", 'hash("sha1", text)')],
    ["a hash that cannot be read in the code", imported("createHash", "createHash(settings.HASH)")],
    ["a cipher without authentication", imported("createCipheriv", 'createCipheriv("aes-256-cbc", key, iv)')],
    [
      "ECB behind a constant",
      imported("createCipheriv", 'const mode = "aes-256-ecb"; createCipheriv(mode, key, null)'),
    ],
    ["DES", imported("createDecipheriv", 'createDecipheriv("des-ede3-cbc", key, iv)')],
    ["a function of node:crypto that is not named", imported("pbkdf2Sync", "")],
    ["node:crypto as a whole", 'import crypto from "node:crypto";'],
    ["node:crypto by another name", 'import * as c from "node:crypto";'],
    ["node:crypto that is loaded late", 'await import("node:crypto")'],
    ["WebCrypto", 'crypto.subtle.digest("SHA-1", bytes)'],
    ["another library", 'import bcrypt from "bcryptjs";'],
    ["another library of tokens", 'import { sign } from "jsonwebtoken";'],
    ["a known library in another place", 'import { EncryptJWT } from "jose";'],
  ])("%s", (_what, text) => expect(broken(text)).toEqual(["approved-cryptography"]));

  test.each([
    ["a file that is written", 'import { appendFile } from "node:fs/promises";'],
    ["a file system as a whole", 'import fs from "node:fs";'],
    ["another logger", 'import winston from "winston";'],
    ["a second logger of the same kind", 'import { pino } from "pino";'],
    ["a logger's other target", 'pino.destination("/var/log/waybill.log")'],
  ])("%s", (_what, text) => expect(broken(text)).toEqual(["logs-to-standard-output"]));
});

test("correct sources pass", () => {
  const text = `
    import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
    import { createReadStream } from "node:fs";
    const id = createHash("sha256").update(text).digest("hex") + crypto.randomUUID();
    db.execute(sql\`select \${id}\`);
    sql.raw("now()");
    owner.unsafe(\`select 1\`);
  `;
  expect(broken(text)).toEqual([]);
});
