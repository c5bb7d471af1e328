import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadSettings, type Settings } from "@waybill/config";
import { Database, memberships, newId, roles, sessions, tenants, users } from "@waybill/db";
import { createTestDatabase, type TestDatabase } from "@waybill/db/testing";
import type { Role } from "@waybill/validators";
import { closeApp, createApp } from "./app.ts";
import type { App, Clients } from "./core/context.ts";
import { issuesOf } from "./core/procedures.ts";
import { createContext } from "./core/request.ts";
import { createCaller } from "./root.ts";
import { StatementWatch } from "./testing/statement-watch.ts";

if (process.env.VITEST) await import("./testing/hooks.ts");

/** A person in a test, signed in. */
export interface TestUser {
  id: string;
  email: string;
  sessionId: string;
}

/** A person in a test's organisation, and what calls procedures as them, there. */
export interface TestMember extends TestUser {
  call: ReturnType<typeof createCaller>;
}

/** An organisation in a test. */
export interface TestTenant {
  id: string;
  slug: string;
}

/** An app on a database of its own, with what tests need to act as somebody. */
export class TestApp {
  readonly app: App;
  readonly urls: TestDatabase;
  /** Every statement that the app has sent, in order. */
  readonly statements: string[] = [];
  readonly #watch: StatementWatch;
  #direct: Database | undefined;

  private constructor(
    urls: TestDatabase,
    env: Partial<Record<keyof Settings, string>>,
    clients: Partial<Clients> = {},
  ) {
    const settings = TestApp.#settings(urls, env);
    this.urls = urls;
    this.#watch = new StatementWatch(urls.cluster.tenantTables);
    this.app = createApp(settings, "test", { database: this.#connect(urls.applicationUrl), clients });
  }

  /**
   * Connections of the test's own, with the application's login: what a test asks here need not name its tenant, as
   * everything has to that the app sends.
   */
  get direct(): Database {
    this.#direct ??= new Database({ url: this.urls.applicationUrl, max: 2 });
    return this.#direct;
  }

  /** Makes one. Jobs run inline unless `env` says otherwise. @param database one of its own, where none is given. */
  static async start(
    env: Partial<Record<keyof Settings, string>> = {},
    clients: Partial<Clients> = {},
    database?: TestDatabase,
  ): Promise<TestApp> {
    return new TestApp(database ?? (await createTestDatabase()), env, clients);
  }

  /** Another process on the same database. */
  beside(env: Partial<Record<keyof Settings, string>> = {}): TestApp {
    return new TestApp(this.urls, { DATA_DIR: this.app.settings.DATA_DIR, ...env });
  }

  static #settings(urls: TestDatabase, env: Partial<Record<keyof Settings, string>>): Settings {
    return loadSettings({
      env: {
        NODE_ENV: "test",
        LOG_LEVEL: process.env.LOG_LEVEL ?? "silent",
        DATABASE_URL: urls.applicationUrl,
        DATABASE_OWNER_URL: urls.ownerUrl,
        DATA_DIR: mkdtempSync(join(tmpdir(), "waybill-data-")),
        AUTH_SECRET: "a secret of the tests, long enough",
        DATABASE_EMBEDDED: "true",
        ...(env.SMTP_URL ? {} : { MAIL_OUTBOX: "true" }),
        JOBS_MODE: "inline",
        ...env,
      },
    });
  }

  /** Has the app ask Postgres by other connections from here on: by another address, or by fewer. */
  async reconnect({ url = this.urls.applicationUrl, connections = 8 } = {}): Promise<void> {
    const before = this.app.database;
    this.app.database = this.#connect(url, connections);
    await before.close();
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    await Promise.all([closeApp(this.app), this.#direct?.close()]);
  }

  #connect(url: string, max = 8): Database {
    const onStatement = (text: string) => {
      this.statements.push(text);
      this.#watch.saw(text);
    };
    return new Database({ url, max, onStatement });
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
    return { id, slug, members: Object.fromEntries(members) as Record<R, TestMember> };
  }

  /** Makes a person a member. */
  async join(tenantId: string, user: TestUser, role: Role): Promise<void> {
    await this.app.database.transaction({ tenantId }, ({ db }) =>
      db.insert(memberships).values({ tenantId, userId: user.id, role }),
    );
  }

  /** Makes a person a member with a role of the tenant's own. */
  async joinWith(tenantId: string, user: TestUser, permissions: string[]): Promise<void> {
    await this.app.database.transaction({ tenantId }, async ({ db }) => {
      const customRoleId = newId();
      await db.insert(roles).values({ tenantId, id: customRoleId, name: customRoleId, permissions });
      await db.insert(memberships).values({ tenantId, userId: user.id, customRoleId });
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
