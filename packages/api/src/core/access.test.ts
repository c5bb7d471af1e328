import { beforeAll, describe, expect, test } from "vitest";
import { resources } from "../access.ts";
import { idFor } from "../testing/furnish.ts";
import { giveForeign, takers } from "../testing/isolation.ts";
import { proceduresFor as of, procedures } from "../testing/procedures.ts";
import { sample } from "../testing/samples.ts";
import { World } from "../testing/world.ts";
import { refusal, type TestUser } from "../testing.ts";
import { everyPermission } from "./index.ts";

// This file is generated from the router: a new procedure is covered the moment that it exists.

let world: World;
let acme: World["made"]["acme"];

beforeAll(async () => {
  world = await World.make();
  acme = world.made.acme;
});

const call = (user: TestUser | null, name: string, input: unknown, tenant?: string) =>
  world.call(user, name, input, tenant);

/** The own id that fits a field, by its name. */
const ownIdFor = (path: string, procedure: string) => idFor(acme.ids, path, procedure);

describe("every procedure", () => {
  test.each(procedures)("$name says who may call it", ({ access }) => {
    expect(access, "its kind").toBeDefined();
    if (access?.kind === "tenant") expect([...everyPermission(resources)]).toContain(access.permission);
  });

  test.each(of("user", "tenant", "superuser"))("$name refuses who is not signed in", async ({ name, schema }) => {
    const input = sample(schema, (path) => ownIdFor(path, name));
    expect((await refusal(call(null, name, input))).code).toBe("UNAUTHORIZED");
  });

  test.each(of("tenant"))("$name does not know a tenant that is not the caller's", async ({ name, schema }) => {
    const input = sample(schema, (path) => ownIdFor(path, name));
    const { globex, testApp } = world.made;
    for (const stranger of [await testApp.user("Stranger"), globex.members.owner]) {
      for (const tenant of ["acme", acme.id, "no-such-tenant"]) {
        expect((await refusal(call(stranger, name, input, tenant))).code).toBe("NOT_FOUND");
      }
    }
  });

  test.each(of("tenant"))("$name refuses a member who may do everything but this", async ({ name, schema, access }) => {
    if (access?.kind !== "tenant") throw new Error("It is a tenant's.");
    const rest = [...everyPermission(resources)].filter((permission) => permission !== access.permission);
    const { testApp } = world.made;
    const user = await testApp.user("Almost");
    await testApp.joinWith(acme.id, user, rest);
    const input = sample(schema, (path) => ownIdFor(path, name));
    expect((await refusal(call(user, name, input))).code).toBe("FORBIDDEN");
  });

  test.each(of("superuser"))("$name refuses who is no operator", async ({ name, schema }) => {
    const input = sample(schema, (path) => ownIdFor(path, name));
    expect((await refusal(call(acme.members.owner, name, input))).code).toBe("FORBIDDEN");
  });
});

describe("with another tenant's ids", () => {
  test("there are fields to try", () => {
    expect(takers.length).toBeGreaterThan(20);
    expect(takers.map(({ name, path }) => `${name} ${path}`)).toContain("parcels.create lines.0.itemId");
  });

  test.each(takers)("$name at $path refuses, leaks nothing and changes nothing", async (taker) => {
    expect(await giveForeign(world, taker, world.made.globex.ids)).toEqual([]);
  });
});

describe("what may be done", () => {
  test("is decided with the same resources in the browser", () => {
    const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).sort();
    expect(names(resources)).toEqual(names(world.made.testApp.app.registry.resources));
    for (const resource of world.made.testApp.app.registry.resources) expect(resources).toContain(resource);
  });
});
