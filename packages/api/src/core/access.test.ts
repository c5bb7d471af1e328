import { users } from "@waybill/db";
import { postgres } from "@waybill/db/testing";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { resources } from "../access.ts";
import { appRouter } from "../root.ts";
import { refusal, TestApp, type TestUser } from "../testing.ts";
import { createCallerFactory, everyPermission, permissionsOf } from "./index.ts";
import type { CallableBy } from "./procedures.ts";
import { createContext } from "./request.ts";

// This file is generated from the router: a new procedure is covered the moment that it exists.

interface Procedure {
  name: string;
  type: string;
  access: CallableBy | undefined;
  schema: z.ZodType | undefined;
}

/** The form of an input: a schema, or the schema inside of a checked one. */
function schemaOf(input: unknown): z.ZodType | undefined {
  if (input instanceof z.ZodType) return input;
  const inner = typeof input === "object" && input !== null && "schema" in input ? input.schema : undefined;
  return inner instanceof z.ZodType ? inner : undefined;
}

const procedures = Object.entries(appRouter._def.procedures).map(([name, procedure]): Procedure => {
  const { meta, type, inputs } = (
    procedure as unknown as { _def: { meta?: { access: CallableBy }; type: string; inputs: unknown[] } }
  )._def; // tRPC's type does not tell what a definition holds
  return { name, type, access: meta?.access, schema: schemaOf(inputs[0]) };
});

/** Texts of which one fits whatever a schema wants. */
const texts = [
  "Something fitting",
  "fitting-1",
  "someone@example.test",
  "EUR",
  "DE",
  "10117",
  "tags.read",
  "0 7 * * 1",
  "2026-01-01",
  "2026-01-01T00:00:00Z",
  "Europe/Berlin",
  "a secret of a fitting length, more than forty letters",
];

/** Where in an input ids stand: `lines.0.itemId`. */
type Fill = (path: string) => string;

/** An input that fits a schema, with every optional field given. @param fill what to put where an id belongs */
function sample(schema: unknown, fill: Fill, path = ""): unknown {
  const at = (key: string | number) => (path ? `${path}.${key}` : String(key));
  if (schema instanceof z.ZodUUID) return fill(path);
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return sample(schema.unwrap(), fill, path);
  }
  if (schema instanceof z.ZodPipe) return sample(schema.in, fill, path);
  if (schema instanceof z.ZodObject) {
    return Object.fromEntries(Object.entries(schema.shape).map(([key, field]) => [key, sample(field, fill, at(key))]));
  }
  if (schema instanceof z.ZodArray) return [sample(schema.element, fill, at(0))];
  if (schema instanceof z.ZodUnion) {
    const options = schema.options as unknown[];
    return sample(options.find((option) => option instanceof z.ZodUUID) ?? options[0], fill, path);
  }
  if (schema instanceof z.ZodEnum) return schema.options[0];
  if (schema instanceof z.ZodBoolean) return true;
  if (schema instanceof z.ZodNumber) return [1, 7, 15].find((number) => schema.safeParse(number).success);
  if (schema instanceof z.ZodType) return texts.find((text) => schema.safeParse(text).success) ?? null;
  return null;
}

/** The paths at which a schema takes ids. */
function idPaths(schema: z.ZodType | undefined): string[] {
  const paths: string[] = [];
  sample(schema, (path) => {
    paths.push(path);
    return "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11";
  });
  return paths;
}

const marker = "Globex-Confidential";

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof makeTenant>>;
let globex: Awaited<ReturnType<typeof makeTenant>>;
/** Ids of a tenant, by what they are ids of. */
let own: Record<string, string>;
let ownOfAcme: Record<string, string>;
let foreign: Record<string, string>;

const makeTenant = (slug: string) => testApp.tenant(slug, "owner", "viewer");

/** Gives a tenant one of everything. @returns the ids, by the names of the fields that take them */
async function furnish({ members }: typeof acme, word: string): Promise<Record<string, string>> {
  const { call } = members.owner;
  const tag = await call.tags.create({ name: `${word} tag`, color: "red" });
  const item = await call.items.create({
    ...{ sku: word.toUpperCase(), name: `${word} item`, weight: 1, stock: 5, price: 1, currency: "EUR" },
  });
  const place = await call.places.create({
    ...{ code: word.toUpperCase(), name: `${word} place`, country: "DE", city: word, postcode: "10117", line1: word },
  });
  const lines = [{ itemId: item.id, quantity: 1 }];
  const parcel = await call.parcels.create({ reference: word, recipientId: place.id, lines, packed: true });
  const role = await call.roles.create({ name: `${word} role`, permissions: ["tags.read"] });
  const apiKey = await call.apiKeys.create({ name: `${word} key`, permissions: ["tags.read"], expiresInDays: 7 });
  await call.parcels.dispatch({ id: parcel.id });
  const guest = `${word.toLowerCase()}@example.test`;
  await call.tenants.invite({ email: guest, role: role.id });
  const [event] = (await call.events.list({})).items;
  const [job] = (await call.jobs.list({})).items;
  const [entry] = (await call.activity.list({})).items;
  const label = (await call.parcels.byId({ id: parcel.id })).labelFileId;
  const [invitation] = (await call.tenants.members()).invitations;
  const ids = { tag, item, place, parcel, role, apiKey, event, job, entry, invitation, user: members.viewer };
  return {
    ...Object.fromEntries(Object.entries(ids).map(([name, thing]) => [name, thing?.id ?? ""])),
    file: label ?? "",
    session: members.viewer.sessionId,
  };
}

beforeAll(async () => {
  testApp = await TestApp.start();
  acme = await makeTenant("acme");
  globex = await makeTenant("globex");
  ownOfAcme = await furnish(acme, "Acme");
  own = ownOfAcme;
  foreign = await furnish(globex, marker);
});

/** Who calls: a person, a program with a key, or nobody. */
type Caller = TestUser | { key: string } | null;

/** Calls a procedure by its name. */
async function call(who: Caller, name: string, input: unknown, tenant = "acme"): Promise<unknown> {
  const headers = new Headers({ "x-tenant-id": tenant });
  if (who && "key" in who) headers.set("authorization", `Bearer ${who.key}`);
  const context = await createContext(testApp.app, headers, who && "sessionId" in who ? who.sessionId : null);
  const caller: unknown = createCallerFactory(appRouter)(context);
  const procedure = name.split(".").reduce((part, key) => Reflect.get(part as object, key) as unknown, caller);
  return (procedure as (input: unknown) => Promise<unknown>)(input);
}

/** The own id that fits a field, by its name. */
function ownIdFor(path: string, procedure: string): string {
  const field = path.split(".").findLast((part) => Number.isNaN(Number(part))) ?? "";
  const byField: Record<string, string> = { recipientId: "place", tagIds: "tag", role: "role" };
  const kind =
    byField[field] ?? (field === "id" ? procedure.split(".")[0]?.replace(/s$/, "") : field.replace(/Id$/, ""));
  return own[kind ?? ""] ?? own.item ?? "";
}

const of = (...kinds: string[]) => procedures.filter(({ access }) => kinds.includes(access?.kind ?? ""));

const inTenant = of("tenant", "person");

const permissionOf = (access: CallableBy | undefined) => (access && "permission" in access ? access.permission : "");
const everythingBut = (access: CallableBy | undefined) =>
  [...everyPermission(resources)].filter((permission) => permission !== permissionOf(access));

/** Members who may do everything but one thing, each made once. */
const almostAll = new Map<string, TestUser>();
async function almost(access: CallableBy | undefined): Promise<TestUser> {
  const permission = permissionOf(access);
  const user = almostAll.get(permission) ?? (await testApp.user("Almost"));
  if (!almostAll.has(permission)) await testApp.joinWith(acme.id, user, everythingBut(access));
  almostAll.set(permission, user);
  return user;
}

describe("every procedure", () => {
  test.each(procedures)("$name says who may call it", ({ access }) => {
    expect(access, "its kind").toBeDefined();
    if (access && "permission" in access) expect([...everyPermission(resources)]).toContain(access.permission);
  });

  test.each(of("user", "tenant", "person", "superuser"))(
    "$name refuses who is not signed in",
    async ({ name, schema }) => {
      const input = sample(schema, (path) => ownIdFor(path, name));
      expect((await refusal(call(null, name, input))).code).toBe("UNAUTHORIZED");
    },
  );

  test.each(inTenant)("$name does not know a tenant that is not the caller's", async ({ name, schema }) => {
    const input = sample(schema, (path) => ownIdFor(path, name));
    const stranger = await testApp.user("Stranger");
    for (const tenant of ["acme", acme.id, "no-such-tenant"]) {
      expect((await refusal(call(stranger, name, input, tenant))).code).toBe("NOT_FOUND");
    }
  });

  test.each(inTenant)("$name refuses a member who may do everything but this", async ({ name, schema, access }) => {
    const user = await almost(access);
    const input = sample(schema, (path) => ownIdFor(path, name));
    expect((await refusal(call(user, name, input))).code).toBe("FORBIDDEN");
  });

  test.each(of("superuser"))("$name refuses who is no operator", async ({ name, schema }) => {
    const input = sample(schema, (path) => ownIdFor(path, name));
    expect((await refusal(call(acme.members.owner, name, input))).code).toBe("FORBIDDEN");
  });
});

describe("a key, and an operator who looks in,", () => {
  let initech: Awaited<ReturnType<typeof makeTenant>>;
  let operator: TestUser;

  // A tenant of its own: what is allowed is done.
  beforeAll(async () => {
    initech = await makeTenant("initech");
    own = await furnish(initech, "Initech");
    operator = await testApp.user("Operator");
    await testApp.app.database.transaction({}, ({ db }) =>
      db.update(users).set({ superuser: true }).where(eq(users.id, operator.id)),
    );
    const reason = "They cannot find a parcel";
    await (await testApp.as(operator)).support.start({ tenant: "initech", reason, minutes: 15 });
  });
  afterAll(async () => {
    own = ownOfAcme;
  });

  const outcome = (who: Caller, { name, schema }: Procedure) =>
    call(
      who,
      name,
      sample(schema, (path) => ownIdFor(path, name)),
      "initech",
    ).then(
      () => "ok",
      (error) => String(error.code),
    );
  /** A key by its scope, made once. */
  const keys = new Map<string, Promise<{ key: string }>>();
  const keyWith = (permissions: string[]) => {
    const scope = permissions.join();
    const { apiKeys } = initech.members.owner.call;
    const key = keys.get(scope) ?? apiKeys.create({ name: "Script", permissions, expiresInDays: 7 });
    keys.set(scope, key);
    return key;
  };

  test.each(of("tenant"))("$name is for a key whose scope says so, and for no other", async (procedure) => {
    const permission = permissionOf(procedure.access);
    expect(await outcome(await keyWith(everythingBut(procedure.access)), procedure)).toBe("FORBIDDEN");
    expect(refusals).not.toContain(await outcome(await keyWith([permission]), procedure));
  });

  test.each(of("person"))("$name is for no key, whatever its scope says", async (procedure) => {
    expect(await outcome(await keyWith([permissionOf(procedure.access)]), procedure)).toBe("FORBIDDEN");
    expect(await outcome(await keyWith([...everyPermission(resources)]), procedure)).toBe("FORBIDDEN");
  });

  test.each(of("user", "superuser"))("$name is for no key: it is about a person", async (procedure) => {
    expect(await outcome(await keyWith([...everyPermission(resources)]), procedure)).toBe("UNAUTHORIZED");
  });

  test.each(inTenant)(
    "$name is for an operator who looks in where a viewer may call it from afar",
    async (procedure) => {
      const { access } = procedure;
      const reads = permissionsOf("viewer", resources).has(permissionOf(access));
      const allowed = reads && (access?.kind === "tenant" || (access?.kind === "person" && access.support));
      const answer = await outcome(operator, procedure);
      if (allowed) expect(refusals).not.toContain(answer);
      else expect(answer).toBe("FORBIDDEN");
    },
  );

  test.each(of("tenant").filter(({ type }) => type === "mutation"))(
    "$name changes something, and so is not called by a permission to read",
    ({ access }) => {
      expect(permissionOf(access)).not.toMatch(/\.read$/);
    },
  );
});

/** What a call is answered with that was not allowed at all. */
const refusals = ["FORBIDDEN", "UNAUTHORIZED", "INTERNAL_SERVER_ERROR"];

/** Every row of a tenant, as the owner of the database sees them. */
async function rowsOf(tenantId: string): Promise<string> {
  const sql = postgres(testApp.urls.ownerUrl, { max: 1 });
  try {
    const tables = await sql`
      select attrelid::regclass::text as name from pg_attribute join pg_class on pg_class.oid = attrelid
      where attname = 'tenant_id' and relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`;
    const rows = [];
    for (const { name } of tables) {
      rows.push(
        name,
        await sql.unsafe(`select * from ${name} as row where tenant_id = '${tenantId}' order by row::text`),
      );
    }
    return JSON.stringify(rows);
  } finally {
    await sql.end();
  }
}

/**
 * Mutations that take an id only to narrow down what is the tenant's own anyway: one of somebody else's narrows it down
 * to nothing.
 */
const filters = ["activity.export", "presence.gone"];

describe("with another tenant's ids", () => {
  const takers = of("tenant", "person", "user").flatMap((procedure) =>
    idPaths(procedure.schema)
      // A browser tab's own name is an id of nothing.
      .filter((path) => path !== "tabId")
      .map((path) => ({ ...procedure, path })),
  );

  test("there are fields to try", () => {
    expect(takers.length).toBeGreaterThan(20);
    expect(takers.map(({ name, path }) => `${name} ${path}`)).toContain("parcels.create lines.0.itemId");
  });

  test.each(takers)(
    "$name at $path refuses, leaks nothing and changes nothing",
    async ({ name, path, schema, type }) => {
      const before = await rowsOf(globex.id);
      for (const [kind, id] of Object.entries(foreign)) {
        const input = sample(schema, (at) => (at === path ? id : ownIdFor(at, name)));
        const outcome = await call(acme.members.owner, name, input).then(
          (answer) => ({ answer, code: "ok" }),
          (error) => ({ answer: { message: error.message, issues: error.cause?.issues }, code: String(error.code) }),
        );
        const said = JSON.stringify(outcome.answer);
        expect(said, `${kind} told`).not.toContain(marker);
        expect(outcome.code, `${kind}: ${said}`).not.toBe("INTERNAL_SERVER_ERROR");
        if (type === "mutation" && !filters.includes(name)) expect(outcome.code, `${kind}: ${said}`).not.toBe("ok");
        const { items } = z.object({ items: z.array(z.unknown()) }).safeParse(outcome.answer).data ?? { items: [] };
        if (type === "query") expect(items, kind).toEqual([]);
      }
      expect(await rowsOf(globex.id)).toBe(before);
    },
  );
});

describe("what may be done", () => {
  test("is decided with the same resources in the browser", () => {
    const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).sort();
    expect(names(resources)).toEqual(names(testApp.app.registry.resources));
    for (const resource of testApp.app.registry.resources) expect(resources).toContain(resource);
  });
});
