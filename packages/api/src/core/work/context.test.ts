import { expect, test } from "vitest";
import {
  anything,
  operatorProcedure,
  publicProcedure,
  tenantProcedure,
  tenantSubscription,
  userProcedure,
} from "../index.ts";

/** Types with access outside of a procedure's transaction: the process, its clients, units of work, streams of files. */
type WayOut =
  | "app"
  | "apiKey"
  | "clients"
  | "database"
  | "files"
  | "identify"
  | "live"
  | "queue"
  | "session"
  | "transaction"
  | "unitOfWork";

/** The names of the ways out that a context has. */
type WaysOut<Context> = Extract<keyof Context, WayOut>;

/** Compiles for a context without a way out alone. */
function closed<Context>(_context: Context, ..._ways: WaysOut<Context>[] extends never[] ? [] : [WaysOut<Context>]) {
  return true;
}

// Each of these is a type error where its context has a way out: `npm run check` is the test.
const procedures = [
  publicProcedure.output(anything).mutation(({ ctx }) => closed(ctx)),
  userProcedure.output(anything).mutation(({ ctx }) => closed(ctx)),
  operatorProcedure.output(anything).mutation(({ ctx }) => closed(ctx)),
  tenantProcedure("jobs.read")
    .output(anything)
    .mutation(({ ctx }) => closed(ctx)),
  tenantSubscription("jobs.read")
    .output(anything)
    .subscription(async function* ({ ctx }) {
      yield closed(ctx);
    }),
];

test("the context of every kind of procedure gives no access outside of its transaction", () => {
  expect(procedures).toHaveLength(5);
  // The check itself finds a planted way out.
  // @ts-expect-error `app` is one
  expect(closed({ app: {}, db: {} })).toBe(true);
  // @ts-expect-error and so is `clients`
  expect(closed({ clients: {} })).toBe(true);
});

test("external effects in a procedure do not compile", () => {
  const procedure = tenantProcedure("jobs.read")
    .output(anything)
    .mutation(async ({ ctx }) => {
      // @ts-expect-error mail is sent by jobs
      await ctx.app.clients.mailer.send("id", "to", {}, {});
      // @ts-expect-error a procedure has one transaction
      await ctx.app.database.transaction({}, async () => {});
      // @ts-expect-error files are written by jobs, and by requests outside of any transaction
      await ctx.clients.files.write("key", new Uint8Array());
      // @ts-expect-error a session is read by its own unit of work
      await ctx.session();
    });
  expect(procedure).toBeDefined();
});
