import { apiKeys } from "@waybill/db/api-keys";
import { sessions } from "@waybill/db/sessions";
import { supportAccess } from "@waybill/db/support";
import { users } from "@waybill/db/users";
import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import {
  type ApiKeyCaller,
  asUser,
  type CommandUser,
  type MemberContext,
  ofTenant,
  type Session,
  type WorkContext,
} from "../../core/index.ts";
import { recordApiKeyUse } from "../api-keys/index.ts";
import { hasSecondFactor } from "../factors/index.ts";
import { authenticationAge, recordSessionUse } from "../sessions/index.ts";
import { userColumns } from "../users/index.ts";

/** Minimum interval between two writes of a session's `lastSeenAt`, or of a key's `lastUsedAt`. */
export const useInterval = sql`interval '1 minute'`;

/** The valid session of an id with its user, or null. Records its use. See {@link Identity.session}. */
export async function findSession(context: WorkContext, id: string): Promise<Session | null> {
  const [row] = await context.db
    .select({
      ...userColumns,
      useIsDue: sql<boolean>`${sessions.lastSeenAt} < now() - ${useInterval}`,
      age: authenticationAge,
      provedSecondFactor: sessions.secondFactor,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.id, id), gt(sessions.expiresAt, sql`now()`)));
  if (!row) return null;
  const { useIsDue, age, provedSecondFactor, ...user } = row;
  if (useIsDue) await recordSessionUse(context, id);
  return { id, user: asUser(user), age, provedSecondFactor };
}

/** The valid API key of a hash with its user, or null. Records its use. See {@link Identity.apiKey}. */
export async function findApiKey(
  context: WorkContext,
  { tenantId, hash }: { tenantId: string; hash: string },
  ip: string | null,
): Promise<ApiKeyCaller | null> {
  const [row] = await context.db
    .select({
      ...userColumns,
      keyId: apiKeys.id,
      permissions: apiKeys.permissions,
      useIsDue: sql<boolean>`coalesce(${apiKeys.lastUsedAt} < now() - ${useInterval}, true)`,
    })
    .from(apiKeys)
    .innerJoin(users, eq(users.id, apiKeys.userId))
    .where(
      ofTenant(tenantId, apiKeys, eq(apiKeys.hash, hash), gt(apiKeys.expiresAt, sql`now()`), isNull(apiKeys.revokedAt)),
    );
  if (!row) return null;
  const { keyId, permissions, useIsDue, ...user } = row;
  if (useIsDue) await recordApiKeyUse(context, { tenantId, id: keyId }, ip);
  return { id: keyId, user: asUser(user), tenantId, permissions: new Set(permissions) };
}

/** The user of an email address, or null. See {@link Identity.commandUser}. */
export async function findCommandUser({ db }: WorkContext, email: string): Promise<CommandUser | null> {
  const [row] = await db
    .select({ ...userColumns, hasSecondFactor })
    .from(users)
    .where(eq(users.email, email));
  if (!row) return null;
  const { hasSecondFactor: has, ...user } = row;
  return { user: asUser(user), hasSecondFactor: has };
}

const rows = z.tuple([z.object({ ms: z.coerce.number() })]);

/** Milliseconds until the access of a member ends. See {@link Identity.endsInMs}. */
export async function endsInMs(
  { db, tenant, actor, secondFactorState }: MemberContext,
  sessionId: string | null,
): Promise<number> {
  const endOf = (table: typeof apiKeys | typeof supportAccess) => sql`(
    select ${table.expiresAt} from ${table} where ${table.tenantId} = ${tenant.id} and ${table.id} = ${actor.id})`;
  // Without a second factor, the access ends when the tenant starts to require one.
  const required = secondFactorState.proved ? null : (secondFactorState.requiredFrom?.toISOString() ?? null);
  // `least` ignores nulls.
  const [{ ms }] = rows.parse(
    await db.execute(sql`
      select extract(epoch from least(
        (select ${sessions.expiresAt} from ${sessions} where ${sessions.id} = ${sessionId}),
        ${endOf(apiKeys)}, ${endOf(supportAccess)}, ${required}::timestamptz) - now()) * 1000 as ms`),
  );
  return ms;
}
