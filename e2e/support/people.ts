import { hash } from "@node-rs/argon2";
import { newId } from "@waybill/db";
import { z } from "zod";
import { plainName as cookieName, encode } from "../../apps/web/src/server/session-cookie.ts";
import { inDatabase } from "./database.ts";
import { testUrls } from "./urls.ts";

const stack = z.object({ AUTH_SECRET: z.string() });

/** Password hashes, computed once per password. */
const hashes = new Map<string, Promise<string>>();

function hashOf(password: string): Promise<string> {
  const known = hashes.get(password) ?? hash(password);
  hashes.set(password, known);
  return known;
}

/** Creates a person with a new session. @returns the session's cookie for the first web process */
export async function createPerson({ name, email, password }: { name: string; email: string; password: string }) {
  const [userId, sessionId, passwordHash] = [newId(), newId(), await hashOf(password)];
  await inDatabase(async (sql) => {
    await sql`insert into users ${sql({ id: userId, name, email, email_verified_at: new Date(), password_hash: passwordHash })}`;
    const expires_at = new Date(Date.now() + 86_400_000);
    await sql`insert into sessions ${sql({ id: sessionId, user_id: userId, method: "password", expires_at })}`;
  });
  const { AUTH_SECRET: secret } = stack.parse(JSON.parse(testUrls().STACK_ENV));
  const value = await encode({ sid: sessionId }, { secret, salt: cookieName });
  return { name: cookieName, value, url: testUrls().BASE_URL, httpOnly: true, sameSite: "Lax" as const };
}
