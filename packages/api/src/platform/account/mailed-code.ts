import { createHmac, timingSafeEqual } from "node:crypto";
import type { Settings } from "@waybill/config";
import { newId } from "@waybill/db";
import { mailedCodes } from "@waybill/db/account";
import { sessions } from "@waybill/db/sessions";
import { users } from "@waybill/db/users";
import { and, eq, gt, lt, sql } from "drizzle-orm";
import { z } from "zod";
import {
  asInserted,
  defineMail,
  derivedKey,
  derivedKeys,
  type UserContext,
  type WorkContext,
} from "../../core/index.ts";
import { sendMail } from "../mail/index.ts";
import * as texts from "./texts/index.ts";

const minutes = 10;
const maxTries = 5;

/** The code of a row: eight digits of an HMAC-SHA-256 of its id. Stored nowhere. */
const codeOf = (settings: Settings, id: string): string => codeBy(derivedKey(settings, "codes in mail"), id);

function codeBy(key: Buffer, id: string): string {
  const bytes = createHmac("sha256", key).update(id).digest();
  return String(bytes.readBigUInt64BE() % 100_000_000n).padStart(8, "0");
}

const alive = () => and(gt(mailedCodes.expiresAt, sql`now()`), lt(mailedCodes.tries, maxTries));

/** A code for a signed-in person who has to confirm their identity. */
export const codeMail = defineMail({
  name: "account.code",
  limit: null,
  input: z.object({ codeId: z.uuid() }),
  texts,
  async compose({ db, settings }, { codeId }) {
    const [user] = await db
      .select({ name: users.name, email: users.email })
      .from(mailedCodes)
      .innerJoin(sessions, eq(sessions.id, mailedCodes.sessionId))
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(and(eq(mailedCodes.id, codeId), alive()));
    if (!user) return { unsent: "The code has been replaced or has expired." };
    return {
      to: user.email,
      write: ({ t }) => ({
        subject: t("code.subject"),
        name: user.name,
        lines: [t("code.line", { code: codeOf(settings, codeId), minutes })],
        footer: t("code.footer"),
      }),
    };
  },
});

/** Mails a code to the person. It works only in this session and replaces an earlier one. */
export async function mailCode(ctx: UserContext): Promise<void> {
  const values = { id: newId(), tries: 0, expiresAt: sql`now() + make_interval(mins => ${minutes})` };
  await ctx.db
    .insert(mailedCodes)
    .values({ sessionId: ctx.sessionId, ...values })
    .onConflictDoUpdate({ target: mailedCodes.sessionId, set: asInserted(values) });
  await sendMail(ctx, codeMail, { codeId: values.id });
}

/** Checks a code and uses it up if it is correct. The count is part of the transaction: commit it. */
export async function useMailedCode({ db, settings }: WorkContext, sessionId: string, given: string): Promise<boolean> {
  const [row] = await db
    .update(mailedCodes)
    .set({ tries: sql`${mailedCodes.tries} + 1` })
    .where(and(eq(mailedCodes.sessionId, sessionId), alive()))
    .returning({ id: mailedCodes.id });
  const codes = row ? derivedKeys(settings, "codes in mail").map((key) => Buffer.from(codeBy(key, row.id))) : [];
  if (!codes.some((code) => timingSafeEqual(code, Buffer.from(given)))) return false;
  await db.delete(mailedCodes).where(eq(mailedCodes.sessionId, sessionId));
  return true;
}
