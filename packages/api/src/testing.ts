import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadSettings, type Settings } from "@waybill/config";
import { Database, memberships, newId, roles, sessions, tenants, users } from "@waybill/db";
import { createTestDatabase } from "@waybill/db/testing";
import type { Role } from "@waybill/validators";
import { createApp } from "./app.ts";
import type { App, Clients } from "./core/context.ts";
import { issuesOf } from "./core/procedures.ts";
import { createContext } from "./core/request.ts";
import { createCaller } from "./root.ts";

/** A person in a test, signed in. */
export interface TestUser {
  id: string;
  email: string;
  sessionId: string;
}

/** An app on a database of its own, with what tests need to act as somebody. */
export class TestApp {
  readonly app: App;
  readonly urls: { ownerUrl: string; applicationUrl: string };
  /** Every statement that was sent, in order. */
  readonly statements: string[];

  private constructor({ app, urls, statements }: Pick<TestApp, "app" | "urls" | "statements">) {
    this.app = app;
    this.urls = urls;
    this.statements = statements;
  }

  /** Makes one. Jobs run inline unless `env` says otherwise. */
  static async start(
    env: Partial<Record<keyof Settings, string>> = {},
    clients: Partial<Clients> = {},
  ): Promise<TestApp> {
    return TestApp.#on(await createTestDatabase(), env, clients);
  }

  /** Another process on the same database. */
  beside(env: Partial<Record<keyof Settings, string>> = {}): TestApp {
    return TestApp.#on(this.urls, { DATA_DIR: this.app.settings.DATA_DIR, ...env });
  }

  static #on(
    urls: TestApp["urls"],
    env: Partial<Record<keyof Settings, string>>,
    clients: Partial<Clients> = {},
  ): TestApp {
    const settings = loadSettings({
      env: {
        NODE_ENV: "test",
        LOG_LEVEL: process.env.LOG_LEVEL ?? "silent",
        DATABASE_URL: urls.applicationUrl,
        DATABASE_OWNER_URL: urls.ownerUrl,
        DATA_DIR: mkdtempSync(join(tmpdir(), "waybill-data-")),
        AUTH_SECRET: "a secret of the tests, long enough",
        MAIL_OUTBOX: "true",
        JOBS_MODE: "inline",
        ...env,
      },
    });
    const statements: string[] = [];
    const database = new Database({ url: urls.applicationUrl, max: 8, onStatement: (text) => statements.push(text) });
    return new TestApp({ app: createApp(settings, "test", { database, clients }), urls, statements });
  }

  /** Makes a person with a session. */
  async user(name: string): Promise<TestUser> {
    const id = newId();
    const sessionId = newId();
    const email = `${name.toLowerCase().replaceAll(" ", ".")}.${id.slice(-8)}@example.test`;
    await this.app.database.transaction({}, async ({ db }) => {
      await db.insert(users).values({ id, name, email, emailVerifiedAt: new Date() });
      await db.insert(sessions).values({ id: sessionId, userId: id, expiresAt: new Date(Date.now() + 86_400_000) });
    });
    return { id, email, sessionId };
  }

  /** Makes an organisation with one member for each role that is named. */
  async tenant<R extends Role>(slug: string, ...roles: R[]) {
    const id = newId();
    await this.app.database.transaction({}, ({ db }) => db.insert(tenants).values({ id, name: slug, slug }));
    const members = await Promise.all(
      roles.map(async (role) => {
        const user = await this.user(`${role} ${slug}`);
        await this.join(id, user, role);
        return [role, { ...user, call: await this.as(user, slug) }] as const;
      }),
    );
    type Member = TestUser & { call: ReturnType<typeof createCaller> };
    return { id, slug, members: Object.fromEntries(members) as Record<R, Member> };
  }

  /** Makes a person a member. */
  async join(tenantId: string, user: TestUser, role: Role): Promise<void> {
    await this.app.database.transaction({ tenantId }, ({ db }) =>
      db.insert(memberships).values({ userId: user.id, role }),
    );
  }

  /** Makes a person a member with a role of the tenant's own. */
  async joinWith(tenantId: string, user: TestUser, permissions: string[]): Promise<void> {
    await this.app.database.transaction({ tenantId }, async ({ db }) => {
      const customRoleId = newId();
      await db.insert(roles).values({ id: customRoleId, name: customRoleId, permissions });
      await db.insert(memberships).values({ userId: user.id, customRoleId });
    });
  }

  /** Calls procedures as a person, or as nobody, in a tenant. */
  async as(user: TestUser | null, tenant?: string, headers: Record<string, string> = {}) {
    const given = new Headers({ ...headers, ...(tenant ? { "x-tenant-id": tenant } : {}) });
    return createCaller(() => createContext(this.app, given, user?.sessionId ?? null), {
      onError: ({ error }) => {
        if (error.code === "INTERNAL_SERVER_ERROR" && process.env.LOG_LEVEL) console.error(error.cause ?? error);
      },
    });
  }
}

/** What a call was refused with: its code, and its issues as `path code`. */
export async function refusal(call: Promise<unknown>): Promise<{ code: string; issues: string[] }> {
  try {
    await call;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return { code, issues: issuesOf(error).map((issue) => `${issue.path.join(".")} ${issue.code}`) };
  }
  throw new Error("The call was not refused.");
}
