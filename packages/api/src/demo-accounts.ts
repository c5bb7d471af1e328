import { verify } from "@node-rs/argon2";
import { jobs } from "@waybill/db/core";
import { files } from "@waybill/db/files";
import { memberships, tenants } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import { roles as builtInRoles, type Role } from "@waybill/validators";
import { and, asc, eq, inArray, like } from "drizzle-orm";
import type { App, WorkContext } from "./core/context.ts";
import { recordForInstallation } from "./core/events/installation-activity.ts";
import { system, unitOfWork, type WorkCaller } from "./core/work/unit-of-work.ts";
import { makeMemberOwner, removeTenantRows } from "./platform/tenants/index.ts";
import { removePerson, setOperatorRights } from "./platform/users/index.ts";

/** The sign-in of the demo. */
export const demo = {
  email: "demo@waybill.localhost",
  password: "waybill-demo",
  slug: "northwind",
  tenant: "Northwind Supplies",
};

/** The domain of demo accounts. No mail reaches it, so no one else has an account there. */
const demoDomain = "@waybill.localhost";

/** Whether an email address belongs to a demo account. */
export const isDemoAddress = (email: string): boolean => email.endsWith(demoDomain);

/** All published passwords with their accounts. Earlier versions made one of them an operator. */
const published: Record<string, string> = {
  [demo.email]: demo.password,
  [`operator${demoDomain}`]: "waybill-operator",
};

/** The demo data of a database, and the effects of its removal. */
export interface DemoContent {
  accounts: { id: string; email: string; operator: boolean }[];
  /** Organisations with demo accounts only: removed completely. */
  removed: { id: string; name: string; slug: string }[];
  /** Organisations with other members: kept. */
  kept: {
    id: string;
    name: string;
    slug: string;
    /** The new owner if all owners are demo accounts. */
    heir: { id: string; email: string } | null;
  }[];
}

const callerOf = (app: App): WorkCaller => ({ requestId: "command line", log: app.log, user: null, actor: system });

/** Finds demo accounts and their organisations. */
export async function findDemo(app: App): Promise<DemoContent> {
  const caller = callerOf(app);
  const accounts = await unitOfWork(app, caller, { readOnly: true }, ({ context: { db } }) => accountsIn(db));
  const found = new Map<string, { id: string; name: string; slug: string }>();
  for (const { id: userId } of accounts) {
    const own = await unitOfWork(app, caller, { userId, readOnly: true }, ({ context: { db } }) =>
      db
        .select({ id: tenants.id, name: tenants.name, slug: tenants.slug })
        .from(memberships)
        .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
        .where(eq(memberships.userId, userId)),
    );
    for (const tenant of own) found.set(tenant.id, tenant);
  }
  const content: DemoContent = { accounts, removed: [], kept: [] };
  for (const tenant of found.values()) {
    const others = await othersIn(app, tenant.id);
    if (others.length === 0) content.removed.push(tenant);
    else content.kept.push({ ...tenant, heir: heirOf(others) });
  }
  return content;
}

async function accountsIn(db: WorkContext["db"]): Promise<DemoContent["accounts"]> {
  return db
    .select({ id: users.id, email: users.email, operator: users.operator })
    .from(users)
    .where(like(users.email, `%${demoDomain}`))
    .orderBy(asc(users.email));
}

interface Person {
  id: string;
  email: string;
  role: Role | null;
}

/** The members of a tenant without demo accounts, earliest first. */
function othersIn(app: App, tenantId: string): Promise<Person[]> {
  return unitOfWork(app, callerOf(app), { tenantId, readOnly: true }, async ({ context: { db } }) => {
    const rows = await db
      .select({ id: users.id, email: users.email, role: memberships.role })
      .from(memberships)
      .innerJoin(users, eq(users.id, memberships.userId))
      .where(eq(memberships.tenantId, tenantId))
      .orderBy(asc(memberships.createdAt), asc(users.id));
    return rows.filter(({ email }) => !isDemoAddress(email));
  });
}

/** Without an owner: the earliest member with the highest built-in role. */
function heirOf(people: Person[]): { id: string; email: string } | null {
  if (people.some(({ role }) => role === "owner")) return null;
  const [heir] = people.toSorted((a, b) => rankOf(a) - rankOf(b));
  return heir ? { id: heir.id, email: heir.email } : null;
}

/** The highest role is 0; custom roles come last. */
const rankOf = ({ role }: Person): number => (role ? builtInRoles.indexOf(role) : builtInRoles.length);

/** Removes the result of {@link findDemo}: accounts, organisations, their queued jobs and files. */
export async function removeDemo(app: App, { accounts, removed, kept }: DemoContent): Promise<void> {
  for (const { id, heir } of kept) if (heir) await makeOwner(app, id, heir.id);
  for (const { id } of removed) await removeTenant(app, id);
  await unitOfWork(app, callerOf(app), {}, async ({ context }) => {
    for (const { id, email } of accounts) {
      await removePerson(context, id);
      const summary = `removed the demo account ${email}`;
      await recordForInstallation(context, { action: "demo.remove", summary, subjectUserId: id });
    }
  });
}

async function makeOwner(app: App, tenantId: string, userId: string): Promise<void> {
  await unitOfWork(app, callerOf(app), { tenantId }, async ({ context }) => {
    await makeMemberOwner(context, tenantId, userId);
    await recordForInstallation(context, {
      action: "demo.remove",
      summary: "made a member the owner instead of a demo account",
      subjectUserId: userId,
      subjectTenantId: tenantId,
    });
  });
}

async function removeTenant(app: App, tenantId: string): Promise<void> {
  const keys = await unitOfWork(app, callerOf(app), { tenantId }, async ({ context }) => {
    const { db } = context;
    const waiting = await db
      .select()
      .from(jobs)
      .where(and(eq(jobs.tenantId, tenantId), inArray(jobs.state, ["queued", "running", "retrying"])));
    for (const job of waiting) await context.jobs.cancel(job);
    const stored = await db.select({ key: files.key }).from(files).where(eq(files.tenantId, tenantId));
    await removeTenantRows(context, tenantId);
    const summary = "removed a demo organisation";
    await recordForInstallation(context, { action: "demo.remove", summary, subjectTenantId: tenantId });
    return stored.map(({ key }) => key);
  });
  for (const key of keys) await app.clients.files.remove(key).catch(() => {});
}

/** Revokes operator rights of all accounts with a published password. @returns their email addresses. */
export async function revokePublishedOperators(app: App): Promise<string[]> {
  return unitOfWork(app, callerOf(app), {}, async ({ context }) => {
    const operators = await context.db
      .select({ id: users.id, email: users.email, passwordHash: users.passwordHash })
      .from(users)
      .where(and(eq(users.operator, true), inArray(users.email, Object.keys(published))));
    const disarmed: string[] = [];
    for (const { id, email, passwordHash } of operators) {
      if (!passwordHash || !(await verify(passwordHash, published[email] ?? ""))) continue;
      await setOperatorRights(context, id, false);
      const summary = "removed operator rights because the password is public";
      await recordForInstallation(context, { action: "operator.revoke", summary, subjectUserId: id });
      disarmed.push(email);
    }
    return disarmed;
  });
}
