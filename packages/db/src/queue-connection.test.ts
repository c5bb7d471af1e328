import { QueueConnection } from "@waybill/postgres";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { applicationRole } from "./role.ts";
import { createTestDatabase, type TestDatabase } from "./testing.ts";

let urls: TestDatabase;
let queue: QueueConnection;

beforeAll(async () => {
  urls = await createTestDatabase();
  queue = new QueueConnection({ url: urls.applicationUrl, listenUrl: urls.applicationUrl, max: 1 });
});
afterAll(() => queue.close());

const numbers = "select n from generate_series(1, 3) n";

describe("the queue's connection", () => {
  test("runs and prepares a statement with its values, including JSON", async () => {
    const text = "select $1::int as count, $2::jsonb as written, $3::jsonb as ready";
    const { rows } = await queue.executeSql(text, [3, { a: [1] }, '{"b": 2}']);
    expect(rows).toEqual([{ count: 3, written: { a: [1] }, ready: { b: 2 } }]);
    const { rows: prepared } = await queue.executeSql("select statement from pg_prepared_statements");
    expect(prepared).toContainEqual({ statement: text });
  });

  test("runs several statements and returns all rows", async () => {
    const { rows } = await queue.executeSql(`begin; ${numbers}; select 4 as n; commit;`);
    expect(rows).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }]);
  });

  test("leaves no transaction open if one of several statements fails", async () => {
    await expect(queue.executeSql("begin; create temp table kept (n int); select 1 / 0; commit;")).rejects.toThrow(
      "division by zero",
    );
    expect((await queue.executeSql("select to_regclass('kept') as kept")).rows).toEqual([{ kept: null }]);
    expect((await queue.executeSql(numbers)).rows).toHaveLength(3);
  });

  test("switches to the application's role if the login is the owner", async () => {
    const owner = new QueueConnection({
      url: urls.ownerUrl,
      listenUrl: urls.ownerUrl,
      role: applicationRole,
      max: 1,
    });
    expect((await owner.executeSql("select current_user as name")).rows).toEqual([{ name: applicationRole }]);
    await owner.close();
  });

  test("reports notifications and reconnects", async () => {
    const heard: string[] = [];
    const reconnected = vi.fn();
    const listening = await queue.listen("a_channel", (payload) => heard.push(payload), reconnected);
    const owner = postgres(urls.ownerUrl, { max: 1, onnotice: () => {} });
    await queue.executeSql("select pg_notify('a_channel', 'one')");
    await vi.waitFor(() => expect(heard).toEqual(["one"]));
    expect(reconnected).not.toHaveBeenCalled();
    await owner`select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%a_channel%'`;
    await vi.waitFor(() => expect(reconnected).toHaveBeenCalledOnce(), 10_000);
    await queue.executeSql("select pg_notify('a_channel', 'two')");
    await vi.waitFor(() => expect(heard).toEqual(["one", "two"]));
    await listening.close();
    await owner.end();
  });
});
