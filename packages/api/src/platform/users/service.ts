import { sessions } from "@waybill/db/sessions";
import { users } from "@waybill/db/users";
import type { Language } from "@waybill/validators";
import { and, desc, eq, gt, sql } from "drizzle-orm";
import { requireRow, type UserContext } from "../../core/index.ts";
import { endOwnSession } from "../sessions/index.ts";

/** A person's own account. */
export class UserService {
  readonly #ctx: UserContext;

  constructor(ctx: UserContext) {
    this.#ctx = ctx;
  }

  /** Changes the own name. */
  async update(input: { name: string }): Promise<{ id: string; name: string }> {
    const { db, user } = this.#ctx;
    const rows = await db
      .update(users)
      .set(input)
      .where(eq(users.id, user.id))
      .returning({ id: users.id, name: users.name });
    return requireRow(rows, "user");
  }

  /** Sets the language that the person reads. @param language null for that of the browser. */
  async setLanguage(language: Language | null): Promise<{ id: string }> {
    const { db, user } = this.#ctx;
    return requireRow(
      await db.update(users).set({ language }).where(eq(users.id, user.id)).returning({ id: users.id }),
      "user",
    );
  }

  /** The person's sessions, latest first. */
  async sessions() {
    const { db, user, sessionId } = this.#ctx;
    const rows = await db
      .select({
        id: sessions.id,
        method: sessions.method,
        secondFactor: sessions.secondFactor,
        ip: sessions.ip,
        userAgent: sessions.userAgent,
        createdAt: sessions.createdAt,
        lastSeenAt: sessions.lastSeenAt,
      })
      .from(sessions)
      .where(and(eq(sessions.userId, user.id), gt(sessions.expiresAt, sql`now()`)))
      .orderBy(desc(sessions.lastSeenAt));
    return { items: rows.map((row) => ({ ...row, current: row.id === sessionId })), nextCursor: null };
  }

  /** Ends one of the person's sessions, effective with its next request. */
  async revokeSession(id: string): Promise<{ id: string }> {
    return requireRow(await endOwnSession(this.#ctx, this.#ctx.user.id, id), "user");
  }
}
