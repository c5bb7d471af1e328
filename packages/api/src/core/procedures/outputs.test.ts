import { users } from "@waybill/db/users";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { procedures } from "../../inputs.ts";
import { type NotesApp, notes, startWithNotes } from "../../testing/notes/index.ts";
import { refusal } from "../../testing.ts";
import {
  anything,
  createCallerFactory,
  done,
  idOut,
  isoText,
  listOf,
  nothing,
  publicProcedure,
  router,
  tenantProcedure,
  tenantSubscription,
  time,
} from "../index.ts";
import { createContext } from "./request.ts";

let testApp: NotesApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = () => testApp.tenant("acme", "owner");
const asOwner = () => createContext(testApp.app, new Headers({ "x-tenant-id": "acme" }), acme.members.owner.sessionId);

beforeAll(async () => {
  testApp = await startWithNotes();
  acme = await make();
});

const row = z.object({ id: idOut, name: z.string().nullable(), at: time });
const stored = { id: "1", name: null, at: new Date(0), passwordHash: "a new column" };
const expected = { id: "1", name: null, at: "1970-01-01T00:00:00.000Z" };

describe("an output", () => {
  test("has only the declared fields, with ISO times at every depth", async () => {
    const routes = router({
      row: publicProcedure.output(row).query(() => stored),
      list: publicProcedure.output(listOf(row)).query(() => ({ items: [stored], nextCursor: null, total: 1 })),
      none: publicProcedure.output(nothing).mutation(() => {}),
    });
    const call = createCallerFactory(routes)(asOwner);
    expect(await call.row()).toEqual(expected);
    expect(await call.list()).toEqual({ items: [expected], nextCursor: null });
    expect(await call.none()).toBeUndefined();
  });

  test("with a violation of its schema is an internal error, and rolls the call back", async () => {
    const routes = router({
      run: tenantProcedure("notes.create")
        .output(done)
        .input(z.object({ id: z.string() }))
        .mutation(async ({ ctx }) => {
          await ctx.db.insert(notes).values({ tenantId: ctx.tenant.id, code: "W", name: "Written" });
          // A row whose type is wrong.
          return JSON.parse('{ "id": 7 }');
        }),
    });
    const refused = await refusal(createCallerFactory(routes)(asOwner).run({ id: "an input that fits" }));
    expect(refused).toMatchObject({ code: "INTERNAL_SERVER_ERROR", issues: [] });
    expect((await acme.members.owner.call.notes.list({})).items).toEqual([]);
  });

  test("of a stream is parsed for each message", async () => {
    const routes = router({
      run: tenantSubscription("notes.read")
        .output(row)
        .subscription(async function* () {
          yield stored;
          yield JSON.parse("{}");
        }),
    });
    const messages = (await createCallerFactory(routes)(asOwner).run())[Symbol.asyncIterator]();
    expect(await messages.next()).toEqual({ done: false, value: expected });
    await expect(messages.next()).rejects.toThrow(z.ZodError);
  });
});

describe("a column's moment as ISO text", () => {
  test.each([
    ["UTC", "2026-11-24 06:00:00.123456+00"],
    ["UTC", "2026-11-24 06:00:00+00"],
    ["UTC", "2026-11-24 06:00:00.1+00"],
    ["Europe/Berlin", "2026-11-24 06:00:00.987+01"],
    ["Asia/Kathmandu", "2026-11-24 06:00:00+05:45"],
  ])("equals that of its Date, with the session time zone %s: %s", async (timeZone, moment) => {
    const rows = await testApp.app.database.transaction({}, async ({ db }) => {
      await db.execute(sql`select set_config('timezone', ${timeZone}, true)`);
      await db.update(users).set({ emailVerifiedAt: sql`${moment}::timestamptz` });
      return db.select({ text: isoText(users.emailVerifiedAt), date: users.emailVerifiedAt }).from(users);
    });
    expect(rows.length).toBeGreaterThan(0);
    for (const { text, date } of rows) expect(text).toBe(date?.toISOString());
  });
});

describe("a time", () => {
  test.each([new Date("2026-11-24T07:00:00+01:00"), "2026-11-24T06:00:00.000Z"])("can be %s", (given) => {
    expect(time.parse(given)).toBe("2026-11-24T06:00:00.000Z");
  });

  test.each([new Date(Number.NaN), "2026-11-24 06:00:00+00", "2026-11-24", 0, null, undefined])(
    "cannot be %s",
    (given) => expect(time.safeParse(given).success).toBe(false),
  );
});

describe("a procedure", () => {
  test("does not compile without an output, or with one that JSON cannot hold", () => {
    const procedure = tenantProcedure("notes.read");
    // @ts-expect-error a query without an output
    expect(procedure.query).toBeDefined();
    // @ts-expect-error an input without an output
    expect(procedure.input).toBeDefined();
    // @ts-expect-error a Date
    procedure.output(z.object({ at: z.date() }));
    // @ts-expect-error a Date further down
    procedure.output(listOf(z.object({ last: z.object({ at: z.date() }).nullable() })));
    // @ts-expect-error a bigint
    procedure.output(z.array(z.bigint()));
    // @ts-expect-error an undeclared field
    procedure.output(done).query(() => ({ jobId: "1" }));
    procedure.output(anything).query(() => 1);
    procedure.output(row).query(() => stored);
  });

  test("of the router has an output with a JSON Schema", () => {
    const schemas = procedures
      .filter(({ type }) => type !== "subscription")
      .map(({ name, output }) => [name, z.toJSONSchema(output, { unrepresentable: "any" })] as const);
    expect(schemas.length).toBeGreaterThan(90);
    expect(new Map(schemas).get("apiKeys.create")).toMatchObject({
      type: "object",
      required: ["id", "key"],
      additionalProperties: false,
    });
  });
});
