import { newId } from "@waybill/db";
import { presence } from "@waybill/db/presence";
import type { Present } from "@waybill/validators";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { type NotesApp, named, note, startWithNotes } from "../../testing/notes/index.ts";
import { refusal } from "../../testing.ts";

let testApp: NotesApp;
let acme: Awaited<ReturnType<typeof make>>;
let entityId: string;
const make = () => testApp.tenant("acme", "admin", "viewer");

beforeAll(async () => {
  testApp = await startWithNotes();
  acme = await make();
  entityId = (await acme.members.admin.call.notes.create(named("Lamp"))).id;
});

// Not in the type, which has only the product's entities.
const at = (tabId: string) => ({ entity: note as Present["entity"], entityId, tabId });
const seenBy = async (member: "admin" | "viewer") =>
  (await acme.members[member].call.presence.others(at(newId()))).items.map(({ id }) => id);

describe("a person with an open record", () => {
  test("is shown to the others there, once for any number of tabs, and not to themselves", async () => {
    const [one, two] = [newId(), newId()];
    for (const tab of [one, two, one]) await acme.members.viewer.call.presence.here(at(tab));
    expect(await seenBy("admin")).toEqual([acme.members.viewer.id]);
    expect(await seenBy("viewer")).toEqual([]);
    await acme.members.viewer.call.presence.gone(at(one));
    expect(await seenBy("admin")).toEqual([acme.members.viewer.id]);
    await acme.members.viewer.call.presence.gone(at(two));
    expect(await seenBy("admin")).toEqual([]);
  });

  test("expires if the tab was lost", async () => {
    await acme.members.viewer.call.presence.here(at(newId()));
    expect(await seenBy("admin")).toEqual([acme.members.viewer.id]);
    await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db.update(presence).set({ expiresAt: sql`now()` }),
    );
    expect(await seenBy("admin")).toEqual([]);
  });

  test("leaves no activity entry", async () => {
    const before = (await acme.members.admin.call.activity.list({})).items.length;
    await acme.members.viewer.call.presence.here(at(newId()));
    expect((await acme.members.admin.call.activity.list({})).items).toHaveLength(before);
  });

  test("is neither shown nor reported without the permission to read the record", async () => {
    const { admin } = acme.members;
    const { id } = await admin.call.roles.create({ name: "Without things", permissions: ["tenants.read"] });
    const limited = await testApp.user("Without rights");
    await testApp.join(acme.id, limited, "viewer");
    await admin.call.tenants.setRole({ userId: limited.id, role: id });
    const call = await testApp.as(limited, "acme");
    for (const entity of [at(newId()), { ...at(newId()), entityId: newId() }]) {
      for (const ask of [call.presence.others, call.presence.here]) {
        const asked = ask(entity);
        await expect(asked).rejects.toThrow("You need the permission notes.read");
      }
    }
  });

  test("cannot be reported for an unknown record", async () => {
    const nothing = { ...at(newId()), entityId: newId() };
    expect((await refusal(acme.members.viewer.call.presence.here(nothing))).code).toBe("NOT_FOUND");
  });
});
