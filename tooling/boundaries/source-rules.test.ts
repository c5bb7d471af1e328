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
    expect(ruleNames).toHaveLength(7);
  });
  test("sends values to the database as parameters", () => expect(of("sql-with-parameters")).toEqual([]));
  test("locks rows without their keys", () => expect(of("locks-without-keys")).toEqual([]));
  test("sorts names as in a dictionary", () => expect(of("names-in-alphabetical-order")).toEqual([]));
  test("takes random values from node:crypto", () => expect(of("random-from-crypto")).toEqual([]));
  test("uses only approved algorithms and libraries of cryptography", () =>
    expect(of("approved-cryptography")).toEqual([]));
  test("logs only to standard output, and writes only named files", () =>
    expect(of("logs-to-standard-output")).toEqual([]));
  test("connects only to named systems", () => expect(of("connects-to-named-systems")).toEqual([]));
  test("needs each named exception", () => expect(unusedExceptions(root)).toEqual([]));
});

describe("a violation is found:", () => {
  test.each([
    ["SQL concatenated with input", `sql.raw(\`select '\${name}'\`)`],
    ["SQL concatenated by a plus", 'sql.raw("select " + name)'],
    ["SQL in a variable", "sql.raw(statement)"],
    ["a concatenated statement of the driver", `owner.unsafe(\`drop table \${name}\`)`],
    ["a concatenated statement of Drizzle", `db.execute(\`select \${name}\`)`],
  ])("%s", (_what, text) => expect(broken(text)).toEqual(["sql-with-parameters"]));

  test.each([
    ["by Drizzle", 'db.select().from(places).for("update")'],
    ["by Drizzle, of one table", 'db.select().from(places).for("update", { of: places })'],
    ["by Drizzle, with a variable", "db.select().from(places).for(strength)"],
    ["by a statement", "db.execute(sql`select from places for update`)"],
    ["by a statement over several lines", "sql`select from places\n for  update of places`"],
    ["by a statement of the driver", 'connection.send("select from places FOR UPDATE")'],
  ])("a row locked with its key, %s", (_what, text) => expect(broken(text)).toEqual(["locks-without-keys"]));

  test("rows locked without their keys, and listed exceptions, pass", () => {
    expect(broken('db.select().from(places).for("no key update", { of: places })')).toEqual([]);
    expect(broken("sql`select from places for no key update`")).toEqual([]);
    expect(broken('Symbol.for("update"); Typesetter.for(texts)')).toEqual([]);
    expect(broken('query.for("update")', "packages/api/src/platform/roles/service.ts")).toEqual([]);
  });

  test.each([
    ["by a column", "db.select().from(tags).orderBy(asc(tags.id), asc(tags.name))"],
    ["by a column alone", "db.select().from(tags).orderBy(tags.name)"],
    ["by an expression", `db.select().from(tags).orderBy(asc(sql\`lower(\${tags.name})\`))`],
    ["by a key of a list", 'new SortedList({ keys: { name: { column: places.name, kind: "text" } } })'],
  ])("names that are not sorted as in a dictionary, %s", (_what, text) =>
    expect(broken(text)).toEqual(["names-in-alphabetical-order"]),
  );

  test("names in alphabetical order pass, and so do conditions on names", () => {
    expect(broken("db.select().from(tags).orderBy(alphabetical(tags.name), asc(tags.id))")).toEqual([]);
    expect(broken("db.select().from(tags).where(eq(tags.name, name)).orderBy(asc(tags.id))")).toEqual([]);
    expect(broken('new SortedList({ keys: { name: { column: places.name, kind: "name" } } })')).toEqual([]);
  });

  test("concatenated SQL in the connection layer is found too", () => {
    const file = "packages/postgres/src/connection.ts";
    expect(broken(`connection.unsafe(\`select \${name}\`)`, file)).toEqual(["sql-with-parameters"]);
    expect(broken("connection.unsafe(statement, parameters)", file)).toEqual([]);
  });

  test.each([
    ["a request to a given address", "await fetch(input.url)"],
    ["a request to a fixed address", 'await fetch("https://evil.test")'],
    ["a request to another host's path", "await fetch(`//evil.test`)"],
    ["a request by Node's client", 'import { request } from "node:http";'],
    ["a request by Node's client for HTTPS", 'import https from "node:https";'],
    ["a connection", 'import { connect } from "node:net";'],
    ["a DNS lookup", 'import { resolve } from "node:dns/promises";'],
    ["an HTTP library", 'import axios from "axios";'],
    ["a WebSocket", 'new WebSocket("wss://evil.test")'],
  ])("%s", (_what, text) => expect(broken(text)).toEqual(["connects-to-named-systems"]));

  test("servers, and requests of a browser to its own server, pass", () => {
    expect(broken('await fetch("/api/files")')).toEqual([]);
    expect(broken(`await fetch(\`/api/\${route}\`)`)).toEqual([]);
    expect(broken('import { createServer } from "node:http"; import { isIP } from "node:net";')).toEqual([]);
    expect(broken("await fetch(url)", "packages/api/src/modules/parcels/carriers/http.ts")).toEqual([]);
  });

  test("predictable random values are found", () => {
    expect(broken("const id = Math.random().toString(36)")).toEqual(["random-from-crypto"]);
    expect(broken("const roll = Math.random")).toEqual(["random-from-crypto"]);
  });

  const imported = (names: string, text: string) => `import { ${names} } from "node:crypto";\n${text}`;
  test.each([
    ["MD5", imported("createHash", 'createHash("md5")')],
    ["SHA-1", imported("createHmac", 'createHmac("sha1", key)')],
    ["SHA-1 by the short function", imported("hash", 'hash("sha1", text)')],
    ["a hash from a setting", imported("createHash", "createHash(settings.HASH)")],
    ["a cipher without authentication", imported("createCipheriv", 'createCipheriv("aes-256-cbc", key, iv)')],
    [
      "ECB behind a constant",
      imported("createCipheriv", 'const mode = "aes-256-ecb"; createCipheriv(mode, key, null)'),
    ],
    ["DES", imported("createDecipheriv", 'createDecipheriv("des-ede3-cbc", key, iv)')],
    ["an unlisted function of node:crypto", imported("pbkdf2Sync", "")],
    ["node:crypto as a default import", 'import crypto from "node:crypto";'],
    ["node:crypto as a namespace", 'import * as c from "node:crypto";'],
    ["a dynamic import of node:crypto", 'await import("node:crypto")'],
    ["WebCrypto", 'crypto.subtle.digest("SHA-1", bytes)'],
    ["another hash library", 'import bcrypt from "bcryptjs";'],
    ["another token library", 'import { sign } from "jsonwebtoken";'],
    ["a listed library in another file", 'import { EncryptJWT } from "jose";'],
  ])("%s", (_what, text) => expect(broken(text)).toEqual(["approved-cryptography"]));

  test.each([
    ["a written file", 'import { appendFile } from "node:fs/promises";'],
    ["the whole file system module", 'import fs from "node:fs";'],
    ["another logger", 'import winston from "winston";'],
    ["a second logger of the same library", 'import { pino } from "pino";'],
    ["another target of the logger", 'pino.destination("/var/log/waybill.log")'],
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
