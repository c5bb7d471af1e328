import { databaseFailure, isCommitInDoubt } from "@waybill/db";
import { lastMigration } from "@waybill/db/schema-version";
import { tenants } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import { email as emailSchema, tenantSearch, zodIssues } from "@waybill/validators";
import { and, asc, eq, gt, ilike, or, type SQL } from "drizzle-orm";
import { commandContext } from "./core/command-context.ts";
import type { App, WorkContext } from "./core/context.ts";
import { compareSchema, outdatedSchemaMessage } from "./core/database-fitness.ts";
import { asTrpcError, InputRefused, issuesOf, refuse } from "./core/errors.ts";
import { recordForInstallation } from "./core/installation-activity.ts";
import { cursorPageOf } from "./core/pagination.ts";
import { callerOf, internalsOf, type RequestContext } from "./core/request.ts";
import { contains } from "./core/sql.ts";
import { commandLine, unitOfWork } from "./core/unit-of-work.ts";
import { isDemoAddress } from "./demo-accounts.ts";
import { endSignIns } from "./platform/auth/index.ts";
import { reencryptBatch, removeFactors, type SecretCounts } from "./platform/factors/index.ts";
import { notifyPerson } from "./platform/security/index.ts";
import { createTenantInput } from "./platform/tenants/index.ts";
import { setSuperuser } from "./platform/users/index.ts";

export { InputRefused } from "./core/errors.ts";
export { commandContext } from "./core/request.ts";

// Actions of the machine's owner on the installation, without a user. All other actions of commands are procedures on
// behalf of a person.

/** A person in the output of commands. */
export interface PersonFacts {
  id: string;
  email: string;
  name: string;
}

const personColumns = { id: users.id, email: users.email, name: users.name };

/** A unit of work of the installation. Its activity entries belong to the command line. */
function ofInstallation<T>(
  request: RequestContext,
  body: (context: WorkContext) => Promise<T>,
  { readOnly = false } = {},
): Promise<T> {
  const caller = { ...callerOf(request), actor: commandLine };
  return unitOfWork(internalsOf(request).app, caller, { readOnly }, ({ context }) => body(context)).catch((error) => {
    throw asTrpcError(error);
  });
}

/**
 * Grants or revokes operator rights. There is no page for it: access to the machine is the permission.
 *
 * @throws BAD_REQUEST at `email`: `not_found` for an unknown address; `not_allowed` for a demo account, whose password
 * is public.
 */
export function setOperator(request: RequestContext, email: string, operator: boolean): Promise<PersonFacts> {
  return withPerson(request, email, async (context, person) => {
    if (operator && isDemoAddress(person.email)) {
      const message = `${person.email} is a demo account. Its password is public, so it cannot become an operator. Sign up with your own address.`;
      refuse({ path: ["email"], code: "not_allowed", message });
    }
    await setSuperuser(context, person.id, operator);
    await recordForInstallation(context, {
      action: `operator.${operator ? "grant" : "revoke"}`,
      summary: operator ? "granted operator rights" : "removed operator rights",
      subjectUserId: person.id,
    });
  });
}

/**
 * Ends all sessions and pending sign-ins of a person, after a lost device or a departure. Sign-in methods stay. The
 * person is notified by mail and in the account activity.
 *
 * @throws BAD_REQUEST at `email`, `not_found` for an unknown address.
 */
export function endSessions(request: RequestContext, email: string): Promise<PersonFacts> {
  return withPerson(request, email, async (context, person) => {
    await endSignIns(context, person.id);
    await notifyPerson(context, person, "sessionsEnded");
  });
}

/**
 * Removes the second factors of a person who has lost them and the recovery codes. The machine's owner has verified the
 * request. Ends all sessions and notifies the person by mail.
 *
 * @throws BAD_REQUEST at `email`, `not_found` for an unknown address.
 */
export function resetSecondFactor(request: RequestContext, email: string): Promise<PersonFacts> {
  return withPerson(request, email, async (context, person) => {
    await removeFactors(context, person.id);
    await endSignIns(context, person.id);
    await notifyPerson(context, person, "secondFactorReset");
  });
}

/** The operators of the installation, by email address. */
export function listOperators(request: RequestContext): Promise<PersonFacts[]> {
  return ofInstallation(
    request,
    ({ db }) => db.select(personColumns).from(users).where(eq(users.superuser, true)).orderBy(asc(users.email)),
    { readOnly: true },
  );
}

/** Counts the authenticator secrets by encryption key. */
export function countSecrets(request: RequestContext): Promise<SecretCounts> {
  return readSecrets(request, false);
}

/**
 * Re-encrypts the authenticator secrets of a former `AUTH_SECRET`. Records an entry of the installation activity.
 *
 * @returns the counts before
 */
export async function reencryptSecrets(request: RequestContext): Promise<SecretCounts> {
  const counts = await readSecrets(request, true);
  await recordSecrets(request, "re-encrypt", "re-encrypted the secrets of authenticator apps", { ...counts });
  return counts;
}

/** Reads all authenticator secrets, with one transaction for each batch. */
async function readSecrets(request: RequestContext, write: boolean): Promise<SecretCounts> {
  const counts = { current: 0, former: 0, lost: 0 };
  let after: string | null = null;
  do {
    const batch: Awaited<ReturnType<typeof reencryptBatch>> = await ofInstallation(
      request,
      (context) => reencryptBatch(context, after, write),
      { readOnly: !write },
    );
    for (const kind of ["current", "former", "lost"] as const) counts[kind] += batch[kind];
    after = batch.next;
  } while (after !== null);
  return counts;
}

/** Records an action on `AUTH_SECRET` in the installation activity. */
export function recordSecrets(
  request: RequestContext,
  action: "rotate" | "re-encrypt" | "drop",
  summary: string,
  details: Record<string, unknown> = {},
): Promise<void> {
  return ofInstallation(request, (context) =>
    recordForInstallation(context, { action: `secrets.${action}`, summary, details }),
  );
}

/**
 * Adds the issues of the rest of the input to the refusal of a new organisation's owner, since no caller can ask the
 * procedure.
 *
 * @throws {InputRefused} with all issues; or `error` itself if it is not a refusal
 */
export async function refuseOwner(app: App, error: unknown, input: unknown): Promise<never> {
  if (!(error instanceof InputRefused)) throw error;
  const request = await commandContext(app);
  const others = await ofInstallation(request, () => createTenantInput.parseAsync(input), { readOnly: true }).then(
    () => [],
    (failure: unknown) => {
      const issues = issuesOf(failure);
      if (issues.length === 0) throw failure;
      return issues;
    },
  );
  throw new InputRefused([...others, ...error.issues]);
}

/** Organisations per page. */
const tenantsPerPage = 200;

/**
 * The organisations by slug, in pages. Leaves an entry like the operators' page.
 *
 * @param of.search part of a name or slug; all if omitted.
 * @param of.cursor the slug after which the page begins.
 */
export function listTenants(
  request: RequestContext,
  { search, cursor }: { search?: string | undefined; cursor?: string | undefined } = {},
) {
  return ofInstallation(request, async (context) => {
    const { id, name, slug, timeZone, createdAt } = tenants;
    const rows = await context.db
      .select({ id, name, slug, timeZone, createdAt })
      .from(tenants)
      .where(and(named(search), cursor ? gt(slug, cursor) : undefined))
      .orderBy(asc(slug))
      .limit(tenantsPerPage + 1);
    await recordForInstallation(context, { action: "support.tenants", summary: "viewed the list of organisations" });
    return cursorPageOf(rows, tenantsPerPage, (row) => row.slug);
  });
}

function named(search: string | undefined): SQL | undefined {
  const parsed = tenantSearch.safeParse({ search });
  if (!parsed.success) throw new InputRefused(zodIssues(parsed.error, { search }));
  const words = parsed.data.search;
  if (!words) return undefined;
  const pattern = contains(words);
  return or(ilike(tenants.name, pattern), ilike(tenants.slug, pattern));
}

/** The reason why the database is unavailable, with advice for the machine's owner. @returns null for other errors */
export function databaseTrouble(error: unknown): string | null {
  const says = databaseFailure(error);
  if (!says) return null;
  if (isCommitInDoubt(error)) return `${says} Check whether the command took effect before you run it again.`;
  return `${says} Check DATABASE_URL and whether Postgres is running. waybill doctor shows details.`;
}

/**
 * Checks that the database has the schema of this version. No command migrates a database.
 *
 * @returns a message with advice; null if it has
 */
export async function schemaTrouble(app: App): Promise<string | null> {
  const version = lastMigration();
  try {
    const found = await app.database.transaction({ readOnly: true }, ({ db }) => compareSchema(db, version));
    return found === "lacking" ? outdatedSchemaMessage(version) : null;
  } catch (error) {
    if (databaseFailure(error)) throw error;
    return "The database has none of the tables that this version needs. Run: npm run db:migrate";
  }
}

/** Runs an action on the person with an email address, serialised with other commands. */
function withPerson(
  request: RequestContext,
  email: string,
  act: (context: WorkContext, person: PersonFacts) => Promise<void>,
): Promise<PersonFacts> {
  return ofInstallation(request, async (context) => {
    const address = emailSchema.safeParse(email).data;
    const rows = address
      ? await context.db.select(personColumns).from(users).where(eq(users.email, address)).for("no key update")
      : [];
    const [person] = rows;
    if (!person) refuse({ path: ["email"], code: "not_found", message: `No account has the email address ${email}.` });
    await act(context, person);
    return person;
  });
}
