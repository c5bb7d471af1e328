import { writeFileSync } from "node:fs";
import { users } from "@waybill/db/users";
import { entityNames } from "@waybill/validators";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { procedures as declared } from "../../inputs.ts";
import { resources } from "../../permissions.ts";
import { askAll, byOwner, queries } from "../../testing/answers.ts";
import { absentValues, hasNoData } from "../../testing/inputs.ts";
import { giveForeign, proceduresWithId } from "../../testing/isolation.ts";
import { moduleTestings } from "../../testing/module-testings.ts";
import { valuesIn, valuesOf } from "../../testing/outputs.ts";
import {
  type Procedure,
  permissionOf,
  procedures,
  proceduresFor,
  proceduresInTenant,
} from "../../testing/procedures.ts";
import { permissionChecks, readRights, rightOf, rightsFile } from "../../testing/rights.ts";
import { sample } from "../../testing/samples.ts";
import { createTenantData, type Ids, idFor } from "../../testing/tenant-data.ts";
import { type TestCaller, World } from "../../testing/world.ts";
import { refusal, type TestUser } from "../../testing.ts";
import { everyPermission, permissionsOf, readPermissionOf } from "../index.ts";

// This file is generated from the router: a new procedure is covered the moment that it exists.

const outputs = new Map(declared.map(({ name, output }) => [name, output]));

let world: World;
let acme: World["made"]["acme"];

beforeAll(async () => {
  world = await World.make();
  acme = world.made.acme;
});

const call = (user: TestCaller, name: string, input: unknown, tenant?: string) => world.call(user, name, input, tenant);

/** An input that fits a procedure, with a tenant's own ids. */
const fitting = ({ name, schema }: Procedure, ids: Ids = acme.ids) => sample(schema, (path) => idFor(ids, path, name));

const everythingBut = (permission: string) => [...everyPermission(resources)].filter((other) => other !== permission);

const rights = Object.fromEntries(procedures.map(({ name, access }) => [name, rightOf(access)]));
// Before the checks are made out of the table.
if (process.env.UPDATE_RIGHTS) writeFileSync(rightsFile, `${JSON.stringify(rights, null, 2)}\n`);

describe("every procedure", () => {
  test.each(procedures)("$name declares its access", ({ access }) => {
    expect(access, "its kind").toBeDefined();
    if (access && "permission" in access) expect([...everyPermission(resources)]).toContain(access.permission);
  });

  test.each(proceduresFor("user", "tenant", "person", "operator"))("$name refuses visitors", async (procedure) => {
    expect((await refusal(call(null, procedure.name, fitting(procedure)))).code).toBe("UNAUTHORIZED");
  });

  test.each(proceduresInTenant)("$name does not find a foreign tenant", async (procedure) => {
    const { globex, testApp } = world.made;
    for (const outsider of [await testApp.user("Outsider"), globex.members.owner]) {
      for (const tenant of ["acme", acme.id, "no-such-tenant"]) {
        expect((await refusal(call(outsider, procedure.name, fitting(procedure), tenant))).code).toBe("NOT_FOUND");
      }
    }
  });

  test("has the access in the table of rights", () => {
    expect(rights, "UPDATE_RIGHTS=1 updates the table").toEqual(readRights());
  });

  test.each([...permissionChecks().values()])("$name", async ({ run }) => expect(await run(world)).toEqual([]));

  test.each(proceduresFor("operator"))("$name refuses callers who are not operators", async (procedure) => {
    expect((await refusal(call(acme.members.owner, procedure.name, fitting(procedure)))).code).toBe("FORBIDDEN");
  });
});

/** The codes of a refused call. */
const refusals = ["FORBIDDEN", "UNAUTHORIZED", "INTERNAL_SERVER_ERROR"];

/** The read permission of the entity that a procedure's input must name, in addition to the procedure's own permission. */
function readsNamed(procedure: Procedure): string[] {
  const { entity, ...rest } = z.looseObject({ entity: z.string().optional() }).catch({}).parse(fitting(procedure));
  const [named] = entityNames.filter((name) => name === entity);
  return named && !procedure.schema?.safeParse(rest).success ? [readPermissionOf(named)] : [];
}

describe("an API key, and an operator with support access,", () => {
  type Initech = Awaited<ReturnType<typeof makeInitech>>;
  let initech: Initech;
  let operator: TestUser;

  // A separate tenant, because permitted calls take effect.
  const makeInitech = async () => {
    const { testApp } = world.made;
    const tenant = await testApp.tenant("initech", "owner", "viewer");
    return { ...tenant, ids: await createTenantData(testApp, tenant, "Initech") };
  };

  beforeAll(async () => {
    const { testApp } = world.made;
    initech = await makeInitech();
    operator = await testApp.user("Operator");
    await testApp.app.database.transaction({}, ({ db }) =>
      db.update(users).set({ operator: true }).where(eq(users.id, operator.id)),
    );
    const reason = "They cannot find a file";
    await (await testApp.as(operator)).support.start({ tenant: "initech", reason, minutes: 15 });
  });

  const outcome = (who: TestCaller, procedure: Procedure) =>
    call(who, procedure.name, fitting(procedure, initech.ids), "initech").then(
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

  test.each(proceduresFor("tenant"))("may call $name only with its permission in the scope", async (procedure) => {
    const permission = permissionOf(procedure);
    expect(await outcome(await keyWith(everythingBut(permission)), procedure)).toBe("FORBIDDEN");
    expect(refusals).not.toContain(await outcome(await keyWith([permission, ...readsNamed(procedure)]), procedure));
  });

  test.each(proceduresFor("person"))("may not call $name with any scope", async (procedure) => {
    expect(await outcome(await keyWith([permissionOf(procedure)]), procedure)).toBe("FORBIDDEN");
    expect(await outcome(await keyWith([...everyPermission(resources)]), procedure)).toBe("FORBIDDEN");
  });

  test.each(proceduresFor("user", "operator"))(
    "may not call $name, because it is about a person",
    async (procedure) => {
      expect(await outcome(await keyWith([...everyPermission(resources)]), procedure)).toBe("UNAUTHORIZED");
    },
  );

  test.each(proceduresInTenant)("may call $name only if viewers may call it remotely", async (procedure) => {
    const { access } = procedure;
    const reads = permissionsOf("viewer", resources).has(permissionOf(procedure));
    const allowed = reads && (access?.kind === "tenant" || (access?.kind === "person" && access.support));
    const answer = await outcome(operator, procedure);
    if (allowed) expect(refusals).not.toContain(answer);
    else expect(answer).toBe("FORBIDDEN");
  });

  test.each(proceduresFor("tenant").filter(({ type }) => type === "mutation"))(
    "may not call $name with read permission, because it writes",
    (procedure) => {
      expect(permissionOf(procedure)).not.toMatch(/\.read$/);
    },
  );
});

// Without business modules nothing can be switched off.
const switchedOff = moduleTestings.size > 0 ? ["of a module that is switched off"] : [];
describe.each(switchedOff)("%s", () => {
  const isOf = (names: readonly string[], { name }: Procedure) => names.includes(name.split(".")[0] ?? "");
  let switches: string[] = [];
  let umbrella: Awaited<ReturnType<typeof makeUmbrella>>;

  /** An organisation with every business module switched off. */
  const makeUmbrella = async () => {
    const { testApp } = world.made;
    const tenant = await testApp.tenant("umbrella", "owner");
    switches = [...testApp.app.registry.switches.keys()];
    expect(switches.length).toBeGreaterThan(0);
    for (const name of switches) await tenant.members.owner.call.modules.switch({ name, on: false, together: true });
    return tenant;
  };

  beforeAll(async () => {
    umbrella = await makeUmbrella();
  });

  const issuesOf = async (who: TestCaller, one: Procedure, tenant: string) =>
    (await refusal(call(who, one.name, fitting(one), tenant)).catch(() => ({ code: "ok", issues: [] as string[] })))
      .issues;

  test("every procedure is refused, in that organisation only", async () => {
    const own = proceduresInTenant.filter((one) => isOf(switches, one));
    expect(own.length).toBeGreaterThan(switches.length);
    for (const one of own) {
      expect(await issuesOf(umbrella.members.owner, one, "umbrella"), one.name).toEqual([" switched_off"]);
      expect(await issuesOf(acme.members.viewer, one, "acme"), one.name).not.toContain(" switched_off");
    }
  });

  test("queries of other modules return the same, except for its records", async () => {
    const others = proceduresInTenant.filter((one) => one.type === "query" && !isOf(switches, one));
    expect(others.length).toBeGreaterThan(10);
    for (const one of others) {
      const ofItsThings = readsNamed(one).some((permission) => switches.includes(permission.split(".")[0] ?? ""));
      const issues = await issuesOf(umbrella.members.owner, one, "umbrella");
      if (ofItsThings) expect(issues, one.name).toEqual([" switched_off"]);
      else expect(issues, one.name).not.toContain(" switched_off");
    }
    expect(others.some((one) => readsNamed(one).length > 0)).toBe(true);
  });
});

describe("with another tenant's ids", () => {
  test("there are fields to test", () => {
    expect(proceduresWithId.length).toBeGreaterThan(20);
    expect(proceduresWithId.map(({ name, path }) => `${name} ${path}`)).toEqual(
      expect.arrayContaining(["jobs.byId id", "tenants.invite role"]),
    );
  });

  test.each(proceduresWithId)(
    "$name refuses a foreign id at $path, leaks nothing and changes nothing",
    async (taker) => {
      expect(await giveForeign(world, taker, world.made.globex.ids)).toEqual([]);
    },
  );
});

describe("permissions", () => {
  test("are computed from the same resources in the browser", () => {
    const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).sort();
    expect(names(resources)).toEqual(names(world.made.testApp.app.registry.resources));
    for (const resource of world.made.testApp.app.registry.resources) expect(resources).toContain(resource);
  });
});

/** Fills all columns of Acme's rows. */
const fill = async () => {
  const { id, ids } = acme;
  const rows = [
    `activity set ip = '192.0.2.1', actor_id = '${ids.apiKey}', before = coalesce(before, '{"name":"Before"}')`,
    `api_keys set last_used_at = now(), last_used_ip = '192.0.2.1', revoked_at = now()`,
    `invitations set undelivered = 'No such mailbox'`,
    `jobs set event_id = '${ids.event}', error = 'Broken', message = 'One row', total = 1,
      started_at = now(), finished_at = now(), result = '{}'`,
    `schedules set enabled = true`,
    `support_access set ended_at = now()`,
    ...[...moduleTestings.values()].flatMap(({ fill }) => fill?.(ids) ?? []),
  ];
  for (const row of rows) await world.asOwner(`update ${row} where tenant_id = '${id}'`);
  await world.asOwner(`update tenants set second_factor_from = now() + interval '1 day' where id = '${id}'`);
};

const storedAnswer = z.object({ code: z.string(), answer: z.unknown() });
const things = z.object({ items: z.array(z.object({ id: z.uuid() })) });

describe("every query in a tenant", () => {
  const answered = new Map<string, Set<string>>();
  const note = (name: string, { code, answer }: z.output<typeof storedAnswer>) => {
    expect(code, name).not.toBe("INTERNAL_SERVER_ERROR");
    const values = answered.get(name) ?? [];
    if (code === "ok") answered.set(name, new Set([...values, ...valuesIn(outputs.get(name), answer)]));
    return things.safeParse(answer).data?.items ?? [];
  };

  beforeAll(async () => {
    await fill();
    for (const [asked, text] of await askAll(world)) {
      const name = asked.split(" ")[0] ?? "";
      const byId = name.replace(/\.list$/, ".byId");
      const listed = note(name, storedAnswer.parse(JSON.parse(text)));
      if (byId === name || !outputs.has(byId)) continue;
      for (const { id } of listed) note(byId, await byOwner(world, byId, { id }));
    }
  });

  test.each(queries.filter((query) => !hasNoData(query)))(
    "$name has returned a value for each declared field",
    ({ name }) => {
      const values = [...valuesOf(outputs.get(name))];
      expect(values.length).toBeGreaterThan(0);
      const left = new Set(absentValues(name));
      expect(values.filter((value) => !answered.get(name)?.has(value) && !left.has(value))).toEqual([]);
    },
  );
});
