import postgres from "postgres";
import { z } from "zod";
import { testUrls } from "./urls.ts";

const stack = z.object({ DATABASE_OWNER_URL: z.string() });

/** Runs statements as the database's owner, for states that a test would otherwise wait for. */
export async function inDatabase(change: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(stack.parse(JSON.parse(testUrls().STACK_ENV)).DATABASE_OWNER_URL, { max: 1 });
  try {
    await change(sql);
  } finally {
    await sql.end();
  }
}
