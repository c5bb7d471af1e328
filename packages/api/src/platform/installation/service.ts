import { alphabetical } from "@waybill/db";
import { installationActivity } from "@waybill/db/core";
import { tenants } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import type { InstallationActivityFilter } from "@waybill/validators";
import { asc, desc, eq, sql } from "drizzle-orm";
import { alias, type PgColumn } from "drizzle-orm/pg-core";
import { cursorPageOf, type OperatorContext } from "../../core/index.ts";
import { hasValue } from "../lists/index.ts";

/** The number of newest entries whose actors can be selected. */
const recent = 5000;

const subjects = alias(users, "subjects");

/** The log of operators' actions and of the activity of accounts. Entries never change. */
export class InstallationActivityService {
  readonly #ctx: OperatorContext;

  constructor(ctx: OperatorContext) {
    this.#ctx = ctx;
  }

  /** Entries, newest first; for a person, those by them and about them. */
  async list({ cursor, limit, userId }: InstallationActivityFilter) {
    const entry = installationActivity;
    const after = cursor ? sql`${entry.id} < ${cursor}::uuid` : sql`true`;
    // Each index is read in the order of the list; `or` would read all entries.
    const idsOf = (person: PgColumn) => sql`(
      select ${entry.id} as id from ${entry} where ${hasValue(person, sql`${userId}`)} and ${after} order by ${entry.id} desc limit ${limit + 1})`;
    const ofPerson = sql`${entry.id} in (
      select id from (${idsOf(entry.userId)} union ${idsOf(entry.subjectUserId)}) as one order by id desc limit ${limit + 1})`;
    const rows = await this.#ctx.db
      .select({
        id: entry.id,
        action: entry.action,
        summary: entry.summary,
        userId: entry.userId,
        userName: users.name,
        subjectUserId: entry.subjectUserId,
        subjectName: subjects.name,
        subjectTenantId: entry.subjectTenantId,
        tenantName: tenants.name,
        details: entry.details,
        ip: entry.ip,
        requestId: entry.requestId,
        createdAt: entry.createdAt,
      })
      .from(entry)
      .leftJoin(users, eq(users.id, entry.userId))
      .leftJoin(subjects, eq(subjects.id, entry.subjectUserId))
      .leftJoin(tenants, eq(tenants.id, entry.subjectTenantId))
      .where(userId ? ofPerson : after)
      .orderBy(desc(entry.id))
      .limit(limit + 1);
    return cursorPageOf(rows, limit, ({ id }) => id);
  }

  /** The actors of the newest entries, by name. */
  async people() {
    const { db } = this.#ctx;
    const latest = db
      .select({ userId: installationActivity.userId })
      .from(installationActivity)
      .orderBy(desc(installationActivity.id))
      .limit(recent)
      .as("latest");
    const items = await db
      .select({ id: users.id, name: users.name })
      .from(latest)
      .innerJoin(users, eq(users.id, latest.userId))
      .groupBy(users.id)
      .orderBy(alphabetical(users.name), asc(users.id))
      .limit(200);
    return { items, nextCursor: null };
  }
}
