import { createServer, Socket } from "node:net";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Database, newId, preparedSql } from "./index.ts";
import { createTestDatabase, type TestDatabase } from "./testing.ts";

let urls: TestDatabase;
let database: Database;
beforeAll(async () => {
  urls = await createTestDatabase();
  database = new Database({ url: urls.applicationUrl, max: 1 });
});
afterAll(() => database.close());

const length = preparedSql<{ length: number }>(
  () => sql`select length(${sql.placeholder("text")}::text)::int as length`,
);
test("a transaction begins with separate messages in the same write as its first statement", async () => {
  const scope = { tenantId: newId(), userId: newId(), readOnly: true };
  const work = () => database.transaction(scope, ({ run }) => run(length, { text: "a" }));
  await work();
  const write = vi.spyOn(Socket.prototype, "_write");
  await work();
  const written = write.mock.calls.map(([chunk]) => queriesIn(chunk));
  write.mockRestore();
  const opening = [
    "begin isolation level repeatable read read only",
    `set local app.tenant_id = '${scope.tenantId}'`,
    `set local app.user_id = '${scope.userId}'`,
  ];
  // The end of the snapshot before may fall into the time as well.
  expect(written.filter((texts) => texts.join() !== "commit")).toEqual([opening]);
});

/** The texts of simple queries among the sent messages (https://www.postgresql.org/docs/current/protocol-message-formats.html). */
function queriesIn(sent: Buffer): string[] {
  const texts: string[] = [];
  for (let at = 0; at < sent.length; at += 1 + sent.readUInt32BE(at + 1)) {
    const end = at + 1 + sent.readUInt32BE(at + 1);
    if (sent[at] === "Q".charCodeAt(0)) texts.push(sent.toString("utf8", at + 5, end - 1));
  }
  return texts;
}

test("a prepared query is planned once, without parameters too", async () => {
  const mine = preparedSql(() => sql`select 1 as only_here`);
  const prepared = preparedSql<{ statement: string }>(() => sql`select statement from pg_prepared_statements`);
  const statements = await database.transaction({}, async ({ run }) => {
    await run(mine, {});
    await run(mine, {});
    return run(prepared, {});
  });
  expect(statements.filter(({ statement }) => statement.includes("only_here"))).toHaveLength(1);
});

test("arrays of all column types are read and written", async () => {
  const typesOf = preparedSql<{ type: string }>(
    () => sql`
      select distinct format_type(atttypid, null) as type from pg_attribute
      join pg_class on pg_class.oid = attrelid join pg_type on pg_type.oid = atttypid
      where relkind in ('r', 'p') and typcategory = 'A' and relnamespace in ('public'::regnamespace, 'pgboss'::regnamespace)`,
  );
  await database.transaction({}, async ({ run, send }) => {
    const types = await run(typesOf, {});
    expect(types.map(({ type }) => type)).toContain("uuid[]");
    for (const { type } of types) expect(await send(`select '{}'::${type} as read`)).toEqual([{ read: [] }]);
    const texts = ["", "a,b", '"', "\\", "null", null, "{}"];
    expect(await send("select $1::text[] as read", [texts])).toEqual([{ read: texts }]);
    expect(await send("select $1::int[] as read", [[1, -2, null]])).toEqual([{ read: [1, -2, null] }]);
    expect(await send("select $1::boolean as yes, $2::text[] as none", [true, []])).toEqual([{ yes: true, none: [] }]);
  });
});

test("an unreachable server is an error each time, and no connection is lost", async () => {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = createServer().listen(0, "127.0.0.1", () => {
    const address = server.address();
    server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
  });
  const closed = `127.0.0.1:${await promise}`;
  const absent = new Database({ url: urls.applicationUrl.replace(/127\.0\.0\.1:\d+/, closed), max: 1 });
  for (const _attempt of [1, 2, 3]) {
    await expect(absent.ping()).rejects.toMatchObject({
      name: "DatabaseUnavailableError",
      cause: { code: "ECONNREFUSED" },
    });
  }
  await absent.close();
});
