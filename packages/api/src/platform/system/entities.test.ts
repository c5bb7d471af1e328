import { newId } from "@waybill/db";
import { type EntityDeclaration, type EntityName, entity, entityDeclarations } from "@waybill/validators";
import { beforeAll, expect, test, vi } from "vitest";
import { createRegistry, readPermissionOf, resource, wholeAccess } from "../../core/index.ts";
import { tenantContextOf } from "../../core/work/tenant-context.ts";
import { system, unitOfWork } from "../../core/work/unit-of-work.ts";
import { TestApp } from "../../testing.ts";
import { platform } from "../index.ts";

// An entity without a module and with an irregular plural, declared while the test runs; the type does not contain it.
const zzmouse = "zzmouse" as EntityName;
const declarations = entityDeclarations as Map<EntityName, EntityDeclaration>;

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = () => testApp.tenant("acme", "owner", "viewer");

beforeAll(async () => {
  declarations.set(zzmouse, entity({ name: "zzmouse", plural: "zzmice" }));
  testApp = await TestApp.start();
  const zzmice = { resources: [resource("zzmice", { read: "admin" as const })] };
  testApp.app.registry = createRegistry({ ...platform, zzmice });
  acme = await make();
});

const announce = (entity: EntityName, id: string) =>
  unitOfWork(
    testApp.app,
    { requestId: "test", log: testApp.app.log, user: null, actor: system },
    { tenantId: acme.id },
    async (work) => {
      const access = wholeAccess(testApp.app.registry.resources);
      const tenant = { id: acme.id, name: "acme", slug: "acme", timeZone: "UTC", version: 1, modulesOff: [] };
      await tenantContextOf(testApp.app, work, tenant, access).hub.announce(entity, id);
    },
  );

/** The first change that a person receives. */
async function firstHeard(who: "owner" | "viewer", tell: () => Promise<void>) {
  const changes = (await acme.members[who].call.system.live({}))[Symbol.asyncIterator]();
  const first = changes.next();
  await vi.waitFor(() => expect(testApp.app.live.readers).toBe(1));
  await tell();
  const { value } = await first;
  await changes.return?.();
  await vi.waitFor(() => expect(testApp.app.live.readers).toBe(0));
  return value;
}

test("the read permission of an entity is that of the resource with its plural name", () => {
  expect(readPermissionOf(zzmouse)).toBe("zzmice.read");
});

test("changes of an entity are announced only to readers", async () => {
  const [id, other] = [newId(), newId()];
  const tell = async () => {
    await announce(zzmouse, id);
    await announce("tenant", other);
  };
  expect(await firstHeard("owner", tell)).toEqual({ entity: "zzmouse", entityId: id });
  expect(await firstHeard("viewer", tell)).toEqual({ entity: "tenant", entityId: other });
});
