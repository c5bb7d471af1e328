import { cp, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, postgres, type TestDatabase } from "@waybill/db/testing";
import type { Clients } from "../core/context.ts";
import { createCallerFactory, permissionsOf } from "../core/index.ts";
import { createContext, type RequestContext } from "../core/procedures/request.ts";
import { resources } from "../permissions.ts";
import { appRouter } from "../root.ts";
import { TestApp, type TestUser } from "../testing.ts";
import { type Answers, askAll } from "./answers.ts";
import { sentKind } from "./any-file.ts";
import { validInputs } from "./inputs.ts";
import { moduleTestings } from "./module-testings.ts";
import { PostgresProxy } from "./postgres-proxy.ts";
import { callByName } from "./procedures.ts";
import { createTenantData, invite, type TenantWithData } from "./tenant-data.ts";
import { type FilterSite, neutralised, neutralOperator, readStatement } from "./tenant-filters.ts";
import { createTwin, twinId, twinMarker } from "./twin-tenant.ts";

/** A word in all data of the other tenant. */
export const marker = "Globex-Confidential";

/** Texts that must not appear in responses, files, mails or rows of the acting tenant. */
export const secrets = [marker, twinMarker];

/** The disabled parts of the two isolation layers. */
export interface SwitchedOff {
  /** Policies of these tables; true for all. */
  policies?: boolean | readonly string[];
  /** These filters of the app's statements; true for all. */
  filters?: boolean | ((site: FilterSite, statement: string) => boolean);
}

/** Doubles of external systems. */
export const testClients: Partial<Clients> = Object.assign(
  {},
  ...[...moduleTestings.values()].map(({ clients }) => clients ?? {}),
);

/** The caller: a person, an API key, or a visitor. */
export type TestCaller = TestUser | { key: string } | null;

/** The data of a world. */
interface Made {
  testApp: TestApp;
  acme: TenantWithData;
  globex: TenantWithData;
  /** Valid inputs for Acme's owner by procedure. Used once. */
  inputs: Record<string, unknown>;
  /** An API key of Acme. */
  apiKey: { id: string; key: string };
  /** An invitation to Acme, and its recipient. */
  invitation: Invitation;
  /** A member of Acme with a custom role, their key, and an invitation that they sent. */
  clerk: { user: TestUser; permissions: string[]; key: { key: string }; invitation: Invitation };
}

interface Invitation {
  guest: TestUser;
  token: string;
}

/** Creates a member with a custom role that reads everything and manages members. */
async function makeClerk(testApp: TestApp, tenant: TenantWithData): Promise<Made["clerk"]> {
  const permissions = [...permissionsOf("viewer", resources), "tenants.manageMembers", "apiKeys.create"];
  const user = await testApp.user("Clerk");
  await testApp.joinWith(tenant.id, user, permissions);
  const { apiKeys } = await testApp.as(user, tenant.slug);
  const key = await apiKeys.create({ name: "Key", permissions: ["roles.read"], expiresInDays: 7 });
  return { user, permissions, key, invitation: await invite(testApp, tenant, user.id) };
}

/**
 * A world for isolation checks: Acme, which acts; Globex, which has one of everything; and a twin of Acme with the
 * same ids. Each isolation layer can be disabled.
 */
export class World {
  readonly made: Made;
  /** The statements that lacked a filter. */
  readonly sent: string[] = [];
  /** The responses of Acme's queries before the twin existed. */
  alone: Answers = new Map();
  readonly #owner: ReturnType<typeof postgres>;
  #wire: PostgresProxy | undefined;
  #others = "";

  private constructor(made: Made) {
    this.made = made;
    sentKind(made.testApp.app.registry);
    this.#owner = postgres(made.testApp.urls.ownerUrl, { max: 1, onnotice: () => {} });
  }

  /** Creates a world with both layers on. @param database an empty one; a new one by default */
  static async make(database?: TestDatabase): Promise<World> {
    const testApp = await TestApp.start({}, testClients, { database });
    const tenant = async (slug: string, word: string) => {
      const made = await testApp.tenant(slug, "owner", "viewer");
      return { ...made, ids: await createTenantData(testApp, made, word) };
    };
    const acme = await tenant("acme", "Acme");
    const globex = await tenant("globex", marker);
    const { owner } = acme.members;
    const inputs: Record<string, unknown> = {};
    for (const [name, input] of Object.entries(validInputs(testApp, acme, owner))) inputs[name] = await input();
    const apiKey = await owner.call.apiKeys.create({ name: "Key", permissions: ["roles.read"], expiresInDays: 7 });
    const invitation = await invite(testApp, acme);
    const clerk = await makeClerk(testApp, acme);
    const world = new World({ testApp, acme, globex, inputs, apiKey, invitation, clerk });
    world.alone = await askAll(world);
    await createTwin(testApp.urls.ownerUrl, acme.id);
    await world.othersChanged();
    return world;
  }

  /** Creates a copy of this closed world with its database and files. */
  async copy(): Promise<World> {
    const { urls, app } = this.made.testApp;
    const database = await createTestDatabase({ copyOf: urls });
    const DATA_DIR = await mkdtemp(join(tmpdir(), "waybill-data-"));
    await cp(app.settings.DATA_DIR, DATA_DIR, { recursive: true });
    const testApp = await TestApp.start({ DATA_DIR }, testClients, { database });
    const world = new World({ ...this.made, testApp });
    world.alone = this.alone;
    await world.othersChanged();
    return world;
  }

  /** Calls a procedure by name. @param tenant the reference to the tenant */
  async call(who: TestCaller, name: string, input: unknown, tenant = this.made.acme.slug): Promise<unknown> {
    const caller: unknown = createCallerFactory(appRouter)(await this.requestOf(who, tenant));
    return callByName(caller, name, input);
  }

  /** A request before access checks. @param tenant the reference to the tenant */
  requestOf(who: TestCaller, tenant: string): Promise<RequestContext> {
    const headers = new Headers({ "x-tenant-id": tenant });
    if (who && "key" in who) headers.set("authorization", `Bearer ${who.key}`);
    return createContext(this.made.testApp.app, headers, who && "sessionId" in who ? who.sessionId : null);
  }

  /** All rows of some tenants, as the owner of the database. */
  async rowsOf(...tenantIds: string[]): Promise<string> {
    const ids = tenantIds.map((id) => `'${id}'`).join();
    const tables = this.made.testApp.urls.cluster.tenantTables.map(
      (name) => `
        select '${name}' as name, jsonb_agg(to_jsonb(row) order by row::text) as rows
        from ${name} as row where tenant_id in (${ids})`,
    );
    return JSON.stringify(await this.asOwner(tables.join(" union all ")));
  }

  /** Whether data of the other tenants has changed since the last call. */
  async othersChanged(): Promise<boolean> {
    const before = this.#others;
    this.#others = await this.rowsOf(this.made.globex.id, twinId);
    return this.#others !== before;
  }

  /** Runs something as the owner of the database, who bypasses policies. */
  async asOwner(statement: string): Promise<Record<string, unknown>[]> {
    return this.#owner.unsafe(statement);
  }

  /** Disables layers for the app; all others are enabled. */
  async switchOff({ policies = false, filters = false }: SwitchedOff): Promise<void> {
    const { testApp } = this.made;
    const { applicationUrl, cluster } = testApp.urls;
    const { tenantTables } = cluster;
    const off = policies === true ? tenantTables : policies || [];
    for (const table of tenantTables) {
      await this.asOwner(`alter table ${table} ${off.includes(table) ? "disable" : "enable"} row level security`);
    }
    const before = this.#wire;
    this.#wire = undefined;
    if (filters) {
      await this.asOwner(neutralOperator);
      const chosen = filters === true ? () => true : filters;
      this.#wire = await PostgresProxy.open(applicationUrl, (statement) => this.#neutralise(statement, chosen));
    }
    await testApp.reconnect({ url: this.#wire?.url });
    before?.close();
  }

  /** Closes all connections. */
  async close(): Promise<void> {
    await Promise.all([this.#owner.end(), this.made.testApp.close()]);
    this.#wire?.close();
  }

  #neutralise(statement: string, chosen: (site: FilterSite, statement: string) => boolean): string {
    const { filters } = readStatement(statement, new Set(this.made.testApp.urls.cluster.tenantTables));
    const sent = neutralised(
      statement,
      filters.filter((site) => chosen(site, statement)),
    );
    if (sent !== statement) this.sent.push(sent);
    return sent;
  }
}
