import { TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { events } from "@waybill/db/core";
import { users } from "@waybill/db/users";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { type NotesApp, named, note, notes, startWithNotes } from "../../testing/notes/index.ts";
import { refusal } from "../../testing.ts";
import {
  anything,
  checked,
  createCallerFactory,
  createRegistry,
  defineEvent,
  onEvent,
  onEventSync,
  operatorProcedure,
  refers,
  router,
  type TenantContext,
  tenantProcedure,
  unique,
} from "../index.ts";
import { createContext } from "./request.ts";

let testApp: NotesApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = (slug: string) => testApp.tenant(slug, "owner", "viewer");

beforeAll(async () => {
  testApp = await startWithNotes();
  acme = await make("acme");
});
afterAll(() => testApp.app.database.close());

/** The context of a request that a person makes in the tenant, for the caller of a router made for one test. */
const as = (sessionId: string) => () => createContext(testApp.app, new Headers({ "x-tenant-id": "acme" }), sessionId);

const ofTests = { onGiveUp: { noDependents: "It is a test." } };

describe("every procedure", () => {
  test("for operators refuses all others", async () => {
    const operators = router({ secret: operatorProcedure.output(anything).query(() => "secret") });
    const user = await testApp.user("Operator");
    expect((await refusal(createCallerFactory(operators)(as(user.sessionId)).secret())).code).toBe("FORBIDDEN");
    await testApp.app.database.transaction({}, ({ db }) =>
      db.update(users).set({ operator: true }).where(eq(users.id, user.id)),
    );
    expect(await createCallerFactory(operators)(as(user.sessionId)).secret()).toBe("secret");
  });
});

describe("a unit of work", () => {
  const row = (name: string) => ({ tenantId: acme.id, ...named(name) });
  const names = async () => (await acme.members.owner.call.notes.list({})).items.map(({ name }) => name);

  test("of a query is a read-only snapshot", async () => {
    const read = router({
      twice: tenantProcedure("notes.read")
        .output(z.array(z.number()))
        .query(async ({ ctx }) => {
          const read = () => ctx.db.select().from(notes).where(ctx.inTenant(notes));
          const before = await read();
          await acme.members.owner.call.notes.create(named("In between"));
          return [before.length, (await read()).length];
        }),
      write: tenantProcedure("notes.read")
        .output(anything)
        .query(({ ctx }) => ctx.db.insert(notes).values(row("Sneaky"))),
    });
    const call = createCallerFactory(read)(as(acme.members.owner.sessionId));
    const [before, after] = await call.twice();
    expect(after).toBe(before);
    expect((await refusal(call.write())).code).toBe("INTERNAL_SERVER_ERROR");
  });

  test("runs slow reads in parallel on separate connections, read-only and within its tenant", async () => {
    let together = 0;
    const both = Promise.withResolvers<void>();
    const reads = router({
      run: tenantProcedure("notes.read")
        .output(z.array(anything))
        .query(({ ctx }) => {
          const slow = async ({ db, inTenant }: TenantContext) => {
            await db.execute(sql`select 1`);
            together += 1;
            if (together === 2) both.resolve();
            await both.promise;
            return (await db.select().from(notes).where(inTenant(notes))).length;
          };
          return ctx.parallel(slow, slow, ({ db }) =>
            db
              .insert(notes)
              .values(row("Sneaky"))
              .catch(() => "refused"),
          );
        }),
    });
    const [one, two, three] = await createCallerFactory(reads)(as(acme.members.owner.sessionId)).run();
    expect([one, two, three]).toEqual([(await names()).length, (await names()).length, "refused"]);
    expect(together).toBe(2);
  });

  test("rolls back the writes and events of nested services after any error", async () => {
    const failing = router({
      run: tenantProcedure("notes.create")
        .output(anything)
        .mutation(async ({ ctx }) => {
          const created = defineEvent("note.created", {
            entity: note,
            payload: z.object({ id: z.uuid(), name: z.string() }),
            summary: () => "made a note",
          });
          const [made] = await ctx.db.insert(notes).values(row("Rolled back")).returning();
          await ctx.hub.publish(created, { id: made?.id ?? "", name: "Rolled back" });
          throw new Error("Something broke");
        }),
    });
    const refused = createCallerFactory(failing)(as(acme.members.owner.sessionId)).run();
    await expect(refused).rejects.toThrow();
    expect(await names()).not.toContain("Rolled back");
    const kept = await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) => db.select().from(events));
    expect(JSON.stringify(kept)).not.toContain("Rolled back");
  });

  test("continues after a failed savepoint", async () => {
    const careful = router({
      run: tenantProcedure("notes.create")
        .output(anything)
        .mutation(async ({ ctx }) => {
          await ctx.db.insert(notes).values(row("Kept"));
          await ctx.savepoint(() => ctx.db.insert(notes).values(row("Kept"))).catch(() => {});
          await ctx.db.insert(notes).values(row("Kept too"));
        }),
    });
    await createCallerFactory(careful)(as(acme.members.owner.sessionId)).run();
    expect(await names()).toEqual(expect.arrayContaining(["Kept", "Kept too"]));
  });

  test("is retried after a deadlock: two transactions that lock crosswise both commit", async () => {
    const { call, sessionId } = acme.members.owner;
    const ids = await Promise.all(["Left", "Right"].map(async (name) => (await call.notes.create(named(name))).id));
    let attempts = 0;
    let waiting: (() => void)[] = [];
    /** Lets both go on once both have their first lock. */
    const meet = () =>
      new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length < 2) return;
        for (const go of waiting) go();
        waiting = [];
      });
    const crossing = router({
      run: tenantProcedure("notes.update")
        .output(anything)
        .input(z.array(z.string()))
        .mutation(async ({ ctx, input: [first = "", second = ""] }) => {
          attempts += 1;
          const rename = (id: string) =>
            ctx.db
              .update(notes)
              .set({ name: `${id} of ${attempts}` })
              .where(ctx.inTenant(notes, eq(notes.id, id)));
          await rename(first);
          if (attempts <= 2) await meet();
          await rename(second);
          return "done";
        }),
    });
    const run = (order: string[]) => createCallerFactory(crossing)(as(sessionId)).run(order);
    expect(await Promise.all([run(ids), run([...ids].reverse())])).toEqual(["done", "done"]);
    // One transaction is rolled back, possibly more than once before the other ends.
    expect(attempts).toBeGreaterThanOrEqual(3);
  });

  test.each<[string, (ctx: TenantContext) => unknown]>([
    ["an error", () => Promise.reject(new Error("password=hunter2"))],
    ["an error with a cause", () => Promise.reject(new Error("No", { cause: new Error("password=hunter2") }))],
    ["many errors", () => Promise.reject(new AggregateError([new Error("hunter2")], "password=hunter2"))],
    ["no error", () => Promise.reject("password=hunter2")],
    ["an object", () => Promise.reject({ code: "BAD_REQUEST", message: "password=hunter2", issues: ["hunter2"] })],
    [
      "an error of a procedure",
      () => Promise.reject(new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: "hunter2" })),
    ],
    ["a database error", ({ db }) => db.execute(sql`select 'hunter2' from nowhere`)],
  ])("reports an unexpected error only by the request id: %s", async (_, run) => {
    const broken = router({
      run: tenantProcedure("notes.read")
        .output(anything)
        .query(({ ctx }) => run(ctx)),
    });
    const headers = { "x-tenant-id": "acme", "x-request-id": "request-4711" };
    const answer = await fetchRequestHandler({
      endpoint: "/api/trpc",
      router: broken,
      req: new Request("http://desk.test/api/trpc/run", { headers }),
      createContext: () => createContext(testApp.app, new Headers(headers), acme.members.owner.sessionId),
    });
    expect(answer.status).toBe(500);
    const data = { code: "INTERNAL_SERVER_ERROR", httpStatus: 500, requestId: "request-4711", issues: [] };
    expect(await answer.json()).toEqual({
      error: { code: -32603, message: "Something went wrong. Request request-4711.", data },
    });
  });
});

describe("the hub", () => {
  const happened = defineEvent("note.happened", {
    version: 3,
    entity: note,
    payload: z.object({ id: z.uuid() }),
    summary: () => "made something happen",
  });
  const id = "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11";
  const ran: string[] = [];
  const registry = () => testApp.app.registry;
  let whole: ReturnType<typeof registry>;
  let failSync = false;
  let failAsync = 0;

  beforeEach(() => {
    ran.length = 0;
    failSync = false;
    failAsync = 0;
    testApp.app.registry = createRegistry({
      all: { resources: testApp.app.registry.resources },
      test: {
        events: [happened],
        handlers: [
          onEventSync(happened, "test.sync", async () => {
            ran.push("sync");
            if (failSync) throw new Error("No");
          }),
          onEvent(
            happened,
            "test.first",
            async () => {
              ran.push("first");
              failAsync -= 1;
              if (failAsync >= 0) throw new Error("Not yet");
            },
            ofTests,
          ),
          onEvent(happened, "test.second", async () => void ran.push("second"), ofTests),
        ],
      },
    });
  });

  beforeAll(() => {
    whole = registry();
  });
  afterAll(() => {
    testApp.app.registry = whole;
  });

  const publisher = router({
    run: tenantProcedure("notes.create")
      .output(anything)
      .mutation(({ ctx }) => ctx.hub.publish(happened, { id })),
  });
  const publish = () => createCallerFactory(publisher)(as(acme.members.owner.sessionId)).run();

  test("records an event with user, time and request, and runs every handler, sync ones first, in the transaction", async () => {
    await publish();
    expect(ran).toEqual(["sync", "first", "second"]);
    const recorded = await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db.select().from(events).where(eq(events.name, "note.happened")),
    );
    expect(recorded).toMatchObject([
      { version: 3, entity: "note", entityId: id, userId: acme.members.owner.id, payload: { id } },
    ]);
  });

  test("retries a failed handler alone", async () => {
    failAsync = 2;
    await publish();
    expect(ran).toEqual(["sync", "first", "first", "first", "second"]);
  });

  test("rolls everything back if a sync handler fails", async () => {
    failSync = true;
    await expect(publish()).rejects.toThrow();
    expect(ran).toEqual(["sync"]);
  });

  test("refuses two handlers of one name at the start", () => {
    const twin = () => onEvent(happened, "test.twin", async () => {}, ofTests);
    const twins = [twin(), twin()];
    expect(() => createRegistry({ test: { handlers: twins } })).toThrow(/test\.twin/);
  });
});

describe("rules", () => {
  test("run on all well-formed values, whatever else is malformed", async () => {
    const schema = z.object({
      name: z.string().min(1),
      color: z.enum(["red", "blue"]),
      others: z.array(z.uuid()).default([]),
    });
    const target = { entity: note, table: notes, id: notes.id } as const;
    const input = checked(schema, [
      unique(notes.code, "name", { entity: note, message: () => "Taken" }),
      refers(target, "others.*"),
    ]);
    const checking = router({
      run: tenantProcedure("notes.create")
        .output(anything)
        .input(input)
        .mutation(() => "fine"),
    });
    const call = createCallerFactory(checking)(as(acme.members.owner.sessionId));
    await acme.members.owner.call.notes.create(named("Unique"));
    const absent = "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11";
    const bad = { name: "Unique", color: "plaid", others: ["nonsense", absent, absent] };
    expect((await refusal(call.run(bad as never))).issues.sort()).toEqual([
      "color invalid",
      "name taken",
      "others.0 invalid",
      "others.1 not_found",
      "others.2 not_found",
    ]);
    expect(await call.run({ name: "Other", color: "red" })).toBe("fine");
  });
});

test("a request's IP address is valid or null", async () => {
  const addressOf = async (given: string) =>
    (await createContext(testApp.app, new Headers({ "x-real-ip": given }), null)).ip;
  for (const address of ["203.0.113.7", "2001:db8::1"]) expect(await addressOf(address)).toBe(address);
  for (const other of ["", "unknown", "203.0.113.7:80", "x".repeat(5000)]) expect(await addressOf(other)).toBeNull();
});

test("a valid request id is kept, and an invalid one replaced", async () => {
  const idOf = async (given: string) =>
    (await createContext(testApp.app, new Headers({ "x-request-id": given }), null)).requestId;
  expect(await idOf("checkout-4711")).toBe("checkout-4711");
  expect(await idOf("no good\\")).toMatch(/^[0-9a-f-]{36}$/);
});
