import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { newId } from "@waybill/db";
import { sql } from "drizzle-orm";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appRouter } from "../../root.ts";
import { type NotesApp, named, startWithNotes } from "../../testing/notes/index.ts";
import { refusal } from "../../testing.ts";
import { asTrpcError, waitSecondsOf } from "../errors.ts";
import { anything, createCallerFactory, router, type TenantContext, tenantProcedure } from "../index.ts";
import { loggable } from "../monitoring/logger.ts";
import { errorResponse } from "./error-response.ts";
import { measureInput } from "./input.ts";
import { createContext } from "./request.ts";

let testApp: NotesApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = () => testApp.tenant("acme", "owner");
/** The log, line by line. */
const lines: string[] = [];

beforeAll(async () => {
  testApp = await startWithNotes();
  acme = await make();
  testApp.app.log = pino(
    { level: "warn", serializers: { err: loggable } },
    { write: (line: string) => void lines.push(line) },
  );
});
afterAll(() => testApp.app.database.close());

const contextOf = (headers: Record<string, string> = {}) =>
  createContext(testApp.app, new Headers({ "x-tenant-id": "acme", ...headers }), acme.members.owner.sessionId);

let work: (ctx: TenantContext) => Promise<unknown>;
const working = router({
  run: tenantProcedure("notes.create")
    .output(anything)
    .mutation(({ ctx }) => work(ctx)),
});

/** The answer over HTTP of a procedure with this body, and its log. */
async function answerOf(body: typeof work) {
  work = body;
  lines.length = 0;
  const error: unknown = await createCallerFactory(working)(() => contextOf())
    .run()
    .catch((thrown) => thrown);
  return {
    ...errorResponse(error, "the-request-id"),
    waitSeconds: waitSecondsOf(asTrpcError(error)),
    lines: [...lines],
  };
}

const secret = "hunter2";
const insertNote =
  (code: string | null, id = newId()) =>
  ({ db, tenant }: TenantContext) =>
    db.execute(sql`insert into notes (tenant_id, id, code, name) values (${tenant.id}, ${id}, ${code}, 'A note')`);
const evaluate = (expression: ReturnType<typeof sql>) => (ctx: TenantContext) =>
  ctx.db.execute(sql`select ${secret}::text, ${expression}`);

test("an unexpected error in an input parser is an internal error without details", async () => {
  const checks = async (): Promise<string> => {
    throw new Error("write CONNECTED 10.0.0.1:5432");
  };
  const broken = router({
    run: tenantProcedure("notes.create")
      .output(anything)
      .input(checks)
      .mutation(() => null),
  });
  const error: unknown = await createCallerFactory(broken)(() => contextOf())
    .run("input" as never)
    .catch((thrown) => thrown);
  const { status, body } = errorResponse(error, "the-request-id");
  expect([status, body.error.message]).toEqual([500, "Something went wrong. Request the-request-id."]);
});

describe("a value that the database refuses is an issue without details:", () => {
  test.each<[string, (ctx: TenantContext) => Promise<unknown>, string]>([
    ["22021", evaluate(sql`${"a\0b"}::text`), "invalid"],
    ["22P02", evaluate(sql`${"no id"}::uuid`), "invalid"],
    ["22003", evaluate(sql`${"99999999999"}::int`), "invalid"],
    ["22008", evaluate(sql`${"2026-99-99"}::date`), "invalid"],
    ["22007", evaluate(sql`${"no date"}::date`), "invalid"],
    ["22P05", evaluate(sql`${'{"a":"\\u0000"}'}::jsonb ->> 'a'`), "invalid"],
    ["22023", evaluate(sql`now() at time zone ${"No/Where"}`), "invalid"],
    ["23502", insertNote(null), "invalid"],
    [
      "23514",
      ({ db, tenant }) =>
        db.execute(sql`insert into invitations (tenant_id, id, email, expires_at)
          values (${tenant.id}, ${newId()}, ${secret}, now())`),
      "invalid",
    ],
    [
      "23503",
      ({ db, tenant }) =>
        db.execute(
          sql`insert into job_logs (tenant_id, id, job_id, attempt, line)
            values (${tenant.id}, ${newId()}, ${newId()}, 1, 'Done')`,
        ),
      "conflict",
    ],
    [
      "23505",
      async (ctx) => {
        const id = newId();
        await insertNote("One", id)(ctx);
        await insertNote("Two", id)(ctx);
      },
      "conflict",
    ],
  ])("%s", async (code, body, issue) => {
    const { status, body: sent, lines: logged } = await answerOf(body);
    expect(status).toBe(400);
    expect(sent.error.data).toMatchObject({
      code: "BAD_REQUEST",
      httpStatus: 400,
      requestId: "the-request-id",
      issues: [{ path: [], code: issue }],
    });
    const answer = JSON.stringify(sent);
    expect(answer).not.toMatch(
      new RegExp(`${secret}|${code}|column|constraint|violates|byte|syntax|notes|job_logs`, "i"),
    );
    // That no schema has refused it first is logged, with where it happened and without its value.
    expect(logged.filter((line) => line.includes("no schema had refused"))).toEqual([
      expect.stringContaining(`"code":"${code}"`),
    ]);
    expect(logged.join()).not.toContain(secret);
  });

  test.each(["40001", "40P01"])(
    "%s after all attempts is a temporary error, with the time for another attempt",
    async (code) => {
      let attempts = 0;
      const {
        status,
        body: sent,
        lines: logged,
        waitSeconds,
      } = await answerOf(async ({ db }) => {
        attempts += 1;
        await db.execute(
          sql`create or replace function pg_temp.fails(code text) returns int language plpgsql
            as $$ begin raise 'no' using errcode = code; end $$`,
        );
        await db.execute(sql`select pg_temp.fails(${code})`);
      });
      expect([status, waitSeconds, attempts]).toEqual([503, 2, 6]);
      expect(sent.error.data).toMatchObject({ code: "SERVICE_UNAVAILABLE", issues: [] });
      expect(sent.error.message).toBe("The server is busy. Try again in a moment.");
      expect(logged.filter((line) => line.includes("no schema had refused"))).toEqual([]);
      expect(logged.filter((line) => line.includes("is retried"))).toHaveLength(5);
    },
  );

  test("the violation of a known constraint is its module's issue, and is not logged", async () => {
    await acme.members.owner.call.notes.create(named("Taken"));
    const { body, lines: logged } = await answerOf(insertNote("Taken"));
    expect(body.error.data.issues).toMatchObject([{ path: ["code"], code: "taken", entity: "note" }]);
    expect(logged).toEqual([]);
  });

  test("a constraint with the name of an Object property is unknown", async () => {
    const { body } = await answerOf((ctx) =>
      ctx.db.execute(sql.raw(`do $$ begin raise 'no' using errcode = '23514', constraint = 'constructor'; end $$`)),
    );
    expect(body.error.data.issues).toMatchObject([{ code: "invalid" }]);
  });

  test("a bug stays an internal error, and neither response nor log contains a value", async () => {
    const { status, body, lines: logged } = await answerOf(evaluate(sql`no_such_column`));
    expect(status).toBe(500);
    expect(body.error).toMatchObject({
      message: "Something went wrong. Request the-request-id.",
      data: { code: "INTERNAL_SERVER_ERROR", issues: [] },
    });
    expect(logged.join()).toContain("no_such_column");
    expect(logged.join()).not.toContain(secret);
  });
});

describe("an oversized input", () => {
  const nested = (depth: number) => JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`) as unknown;
  const thrownBy = (input: unknown) => {
    try {
      measureInput(input);
      return null;
    } catch (error) {
      return errorResponse(error, "x").body.error.data;
    }
  };

  test("is refused before its schema reads it", () => {
    expect(thrownBy(nested(17))).toBeNull();
    expect(thrownBy(nested(100_000))).toMatchObject({ httpStatus: 400, issues: [{ code: "too_big", path: [] }] });
    expect(thrownBy(Array(9_999).fill(1))).toBeNull();
    expect(thrownBy(Array(10_000).fill(1))).toMatchObject({ httpStatus: 400, issues: [{ code: "too_big" }] });
    expect(thrownBy({ a: Array(5_000).fill({}), b: Array(5_000).fill({}) })).toMatchObject({ httpStatus: 400 });
  });

  test("is refused if it is not JSON, for every procedure", () => {
    for (const input of [new FormData(), new Blob([]).stream(), new Date(), new Map()]) {
      expect(thrownBy(input)).toMatchObject({ httpStatus: 415 });
    }
    expect(thrownBy(JSON.parse('{"__proto__":{"a":1}}'))).toBeNull();
  });

  test("has a maximum number of issues", async () => {
    const { owner } = acme.members;
    const bad = { name: "", permissions: Array<string>(500).fill("") };
    expect((await refusal(owner.call.roles.create(bad))).issues).toHaveLength(500);
  });
});

describe("a malformed request is refused in the documented format:", () => {
  const ask = async (method: string, path: string, type: string | null, body?: string) => {
    const request = new Request(`http://localhost/api/trpc/${path}`, {
      method,
      ...(body === undefined ? {} : { body }),
      ...(type ? { headers: { "content-type": type } } : {}),
    });
    const answer = await fetchRequestHandler({
      ...{ endpoint: "/api/trpc", req: request, router: appRouter },
      createContext: () => contextOf(),
    });
    return (await answer.json()) as { error: { data: unknown } };
  };
  const json = "application/json";
  test.each([
    ["malformed JSON", "POST", "roles.create", json, "{", 400, "BAD_REQUEST"],
    ["an input without JSON", "GET", "jobs.list?input=%7B", null, undefined, 400, "BAD_REQUEST"],
    ["another content type", "POST", "roles.create", "text/plain", "x", 415, "UNSUPPORTED_MEDIA_TYPE"],
    ["a form", "POST", "roles.create", "multipart/form-data; boundary=x", "--x--", 415, "UNSUPPORTED_MEDIA_TYPE"],
    ["an invalid form", "POST", "roles.create", "multipart/form-data", "x", 400, "BAD_REQUEST"],
    ["a stream", "POST", "roles.create", "application/octet-stream", "x", 415, "UNSUPPORTED_MEDIA_TYPE"],
    ["an unknown procedure", "GET", "nothing.here", null, undefined, 404, "NOT_FOUND"],
    ["a procedure name like an Object property", "GET", "constructor", null, undefined, 404, "NOT_FOUND"],
    ["the wrong method", "GET", "roles.create", null, undefined, 405, "METHOD_NOT_SUPPORTED"],
    ["an invalid batch", "POST", "roles.create?batch=1", json, "[]", 400, "BAD_REQUEST"],
    ["a number that is too large", "POST", "jobs.cancel", json, '{"id":1e999}', 400, "BAD_REQUEST"],
  ])("%s", async (_what, method, path, type, body, httpStatus, code) => {
    const answer: unknown = await ask(method, path, type, body);
    const { error } = (Array.isArray(answer) ? answer[0] : answer) as { error: { data: unknown } };
    expect(error.data).toEqual({
      ...{ code, httpStatus, requestId: expect.stringMatching(/^[\w-]{8,}$/) },
      issues: expect.any(Array),
    });
  });
});
