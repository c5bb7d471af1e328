import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TRPCError } from "@trpc/server";
import { loadSettings, type Settings } from "@waybill/config";
import { Database, type DatabaseOptions, newId, PlainDatabase, type Transactions } from "@waybill/db";
import { throttles } from "@waybill/db/core";
import { roles } from "@waybill/db/roles";
import { sessions } from "@waybill/db/sessions";
import { memberships, tenants } from "@waybill/db/tenants";
import { createTestDatabase, type RunningTestCluster, startTestCluster, type TestDatabase } from "@waybill/db/testing";
import { users } from "@waybill/db/users";
import { isLanguage, type Role } from "@waybill/validators";
import { sql } from "drizzle-orm";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { closeApp, createApp } from "./app.ts";
import type { App, Clients } from "./core/context.ts";
import { issuesOf } from "./core/errors.ts";
import type { ModuleParts } from "./core/module.ts";
import type { Logger } from "./core/monitoring/logger.ts";
import { createContext, type RequestContext } from "./core/procedures/request.ts";
import { createCaller } from "./root.ts";
import { openApps } from "./testing/open-apps.ts";
import { StatementWatch } from "./testing/statement-watch.ts";

/** A signed-in person. */
export interface TestUser {
  id: string;
  email: string;
  sessionId: string;
}

/** The caller of the desk's procedures. */
type DeskCall = ReturnType<typeof createCaller>;

/** A member of a test organisation with a caller for their procedures. */
export interface TestMember<Call = DeskCall> extends TestUser {
  call: Call;
}

/** The product of a test app. */
export interface TestProduct<Call> {
  /** Its business modules; the desk's by default. */
  modules?: Record<string, ModuleParts>;
  createCaller(context: () => Promise<RequestContext>, options: { onError(details: { error: TRPCError }): void }): Call;
  /** Creates tables of its modules without a migration. @returns the same database */
  prepare?(database: TestDatabase): Promise<TestDatabase>;
}

const desk: TestProduct<DeskCall> = { createCaller };

interface TestAppOptions {
  database?: TestDatabase;
  log?: Logger;
}

/** An organisation in a test. */
export interface TestTenant {
  id: string;
  slug: string;
}

/** An app with its own database, and tools to act as a user. */
export class TestApp<Call = DeskCall> {
  readonly app: App;
  readonly urls: TestDatabase;
  /** All statements of the app, in order. */
  readonly statements: string[] = [];
  readonly #watch: StatementWatch;
  readonly #product: TestProduct<Call>;
  #direct: Database | undefined;

  private constructor(
    urls: TestDatabase,
    env: Partial<Record<keyof Settings, string>>,
    product: TestProduct<Call>,
    of: { clients?: Partial<Clients>; log?: Logger | undefined } = {},
  ) {
    const settings = TestApp.#settings(urls, env);
    const { clients = {}, log } = of;
    openApps.add(this);
    this.urls = urls;
    this.#product = product;
    this.#watch = new StatementWatch(urls.cluster.tenantTables);
    this.app = createApp(settings, "test", {
      database: this.#connect(settings.DATABASE_URL, { poolMode: settings.DATABASE_POOL_MODE }),
      clients,
      ...(log ? { log } : {}),
      ...(product.modules ? { modules: product.modules } : {}),
    });
  }

  /** Connections for the test with the application's login: its statements need not name a tenant. */
  get direct(): Database {
    this.#direct ??= new Database({ url: this.urls.applicationUrl, max: 2 });
    return this.#direct;
  }

  /**
   * Starts one. Jobs run inline unless `env` says otherwise, and mail stays in the outbox.
   *
   * @param of.database a new one by default.
   * @param of.log none by default.
   * @param of.product the desk by default.
   */
  static start(
    env?: Partial<Record<keyof Settings, string>>,
    clients?: Partial<Clients>,
    of?: TestAppOptions,
  ): Promise<TestApp>;
  static start<Call>(
    env: Partial<Record<keyof Settings, string>>,
    clients: Partial<Clients>,
    of: TestAppOptions & { product: TestProduct<Call> },
  ): Promise<TestApp<Call>>;
  static async start(
    env: Partial<Record<keyof Settings, string>> = {},
    clients: Partial<Clients> = {},
    { product = desk, ...of }: TestAppOptions & { product?: TestProduct<unknown> } = {},
  ): Promise<TestApp<unknown>> {
    const database = of.database ?? (await createTestDatabase());
    return new TestApp((await product.prepare?.(database)) ?? database, env, product, { clients, log: of.log });
  }

  /** Starts one on its own Postgres, which can be stopped and started again. */
  static async withPostgres(
    env: Partial<Record<keyof Settings, string>> = {},
    { durable = false, ...of }: { log?: Logger; durable?: boolean } = {},
  ): Promise<{ testApp: TestApp; postgres: RunningTestCluster }> {
    const postgres = await startTestCluster({ durable });
    const database = await createTestDatabase({ cluster: postgres.cluster });
    return { testApp: await TestApp.start(env, {}, { ...of, database }), postgres };
  }

  /** Another process on the same database, with other settings. */
  withSettings(env: Partial<Record<keyof Settings, string>> = {}): TestApp<Call> {
    return new TestApp(this.urls, { DATA_DIR: this.app.settings.DATA_DIR, ...env }, this.#product);
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

  /** Replaces the app's connections: another URL, or fewer. */
  async reconnect({ url = this.urls.applicationUrl, connections = 8 } = {}): Promise<void> {
    const before = this.app.database;
    this.app.database = this.#connect(url, { max: connections });
    await before.close();
  }

  /** The number of transactions that wait for a lock, on all nodes. */
  async lockWaits(): Promise<number> {
    const count = `select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    const counted = this.urls.cluster.citus
      ? sql`select sum(result::int)::int as count from run_command_on_all_nodes(${count})`
      : sql`select (${sql.raw(count)})::int as count`;
    const [row] = await this.direct.transaction({}, ({ db }) => db.execute<{ count: number }>(counted));
    return row?.count ?? 0;
  }

  /** Closes all connections. */
  async close(): Promise<void> {
    openApps.delete(this);
    await Promise.all([closeApp(this.app), this.#direct?.close()]);
  }

  #connect(
    url: string,
    { max = 8, poolMode = "session" }: Pick<DatabaseOptions, "max" | "poolMode"> = {},
  ): Transactions {
    const onStatement = (text: string) => {
      this.statements.push(text);
      this.#watch.saw(text);
    };
    const Connections = process.env.PLAIN_DATABASE ? PlainDatabase : Database;
    return new Connections({ url, poolMode, max, onStatement });
  }

  /** Creates a person with a session. */
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

  /** Creates an organisation with one member for each role. */
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
    return { id, slug, members: Object.fromEntries(members) as Record<R, TestMember<Call>> };
  }

  /** Adds a member. */
  async join(tenantId: string, user: TestUser, role: Role): Promise<void> {
    await this.app.database.transaction({ tenantId }, ({ db }) =>
      db.insert(memberships).values({ tenantId, userId: user.id, role }),
    );
  }

  /** Adds a member with a custom role. */
  async joinWith(tenantId: string, user: TestUser, permissions: string[]): Promise<void> {
    await this.app.database.transaction({ tenantId }, async ({ db }) => {
      const customRoleId = newId();
      await db.insert(roles).values({ tenantId, id: customRoleId, name: customRoleId, permissions });
      await db.insert(memberships).values({ tenantId, userId: user.id, customRoleId });
    });
  }

  /** Counts so many seconds as passed for all rate limits. */
  async waitForThrottles(seconds: number): Promise<void> {
    const ago = sql`make_interval(secs => ${seconds})`;
    await this.app.database.transaction({}, ({ db }) =>
      db.update(throttles).set({
        blockedUntil: sql`${throttles.blockedUntil} - ${ago}`,
        countedAt: sql`${throttles.countedAt} - ${ago}`,
      }),
    );
  }

  /**
   * Calls procedures in a tenant, as a user or as a visitor.
   *
   * @param headers with `accept-language`, a single tag, for the language that the browser asks for.
   */
  async as(user: TestUser | null, tenant?: string, headers: Record<string, string> = {}) {
    const given = new Headers({ ...headers, ...(tenant ? { "x-tenant-id": tenant } : {}) });
    const requested = headers["accept-language"];
    const of = { language: isLanguage(requested) ? requested : null };
    return this.#product.createCaller(() => createContext(this.app, given, user?.sessionId ?? null, of), {
      onError: ({ error }) => {
        if (error.code === "INTERNAL_SERVER_ERROR" && process.env.LOG_LEVEL) console.error(error.cause ?? error);
      },
    });
  }
}

/** A mail that a {@link MailServer} received. */
export interface ReceivedMail {
  to: string[];
  subject: string;
  text: string;
  html: string;
  /** Every URL in both forms of the mail. */
  links: string[];
  /** The raw message. */
  source: string;
}

/** A real mail server in this process that keeps its mail. */
export class MailServer {
  readonly received: ReceivedMail[] = [];
  /** For `SMTP_URL`. */
  readonly url: string;
  readonly #server: SMTPServer;

  private constructor(server: SMTPServer, url: string) {
    this.#server = server;
    this.url = url;
  }

  /** @param judge returns the refusal of a mail, or nothing to accept it. */
  static async start(judge: (mail: ReceivedMail) => string | undefined = () => undefined): Promise<MailServer> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      // Idle connections are closed.
      closeTimeout: 1,
      async onData(stream, { envelope }, done) {
        const chunks: Buffer[] = [];
        for await (const chunk of stream) chunks.push(chunk);
        const source = Buffer.concat(chunks).toString();
        const { subject = "", text = "", html } = await simpleParser(source);
        const links = `${text} ${html || ""}`.match(/https?:\/\/[^\s"<>]+/g) ?? [];
        const to = envelope.rcptTo.map(({ address }) => address);
        const mail = { to, subject, text, html: html || "", links: [...new Set(links)], source };
        const refusal = judge(mail);
        if (!refusal) mailServer.received.push(mail);
        done(refusal ? Object.assign(new Error(refusal), { responseCode: 554 }) : null);
      },
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const address = server.server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const mailServer = new MailServer(server, `smtp://127.0.0.1:${port}`);
    return mailServer;
  }

  /** The newest mail to an address. */
  to(address: string): ReceivedMail | undefined {
    return this.received.findLast(({ to }) => to.includes(address));
  }

  stop(): Promise<void> {
    return new Promise((stopped) => this.#server.close(stopped));
  }
}

/** The secrets of mailed links: the last part of each token. */
export function secretsIn(links: readonly string[]): string[] {
  return links.flatMap((link) => /[.=/]([\w-]{43})$/.exec(link)?.[1] ?? []);
}

/** The refusal of a call: its code, and its issues as `path code`. */
export async function refusal(call: Promise<unknown>): Promise<{ code: string; issues: string[] }> {
  try {
    await call;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return { code, issues: issuesOf(error).map((issue) => `${issue.path.join(".")} ${issue.code}`) };
  }
  throw new Error("The call was not refused.");
}
