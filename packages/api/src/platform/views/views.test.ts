import { newId } from "@waybill/db";
import { views } from "@waybill/db/views";
import { maxCountedInView } from "@waybill/validators";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { ofTenant } from "../../core/index.ts";
import { type NotesApp, named, notes, startWithNotes } from "../../testing/notes/index.ts";
import { refusal } from "../../testing.ts";

let testApp: NotesApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = () => testApp.tenant("acme", "admin", "dispatcher", "viewer");
type Who = "admin" | "dispatcher" | "viewer";

beforeAll(async () => {
  testApp = await startWithNotes();
  acme = await make();
});

const call = (who: Who) => acme.members[who].call;
const save = (who: Who, name: string, shared = false, state: Record<string, unknown> = {}) =>
  call(who).views.create({ list: "notes", name, shared, state });
const seenBy = async (who: Who) => (await call(who).views.list()).items;
const viewOf = async (who: Who, id: string) => (await seenBy(who)).find((view) => view.id === id);

describe("a saved view", () => {
  test("is private until it is shared", async () => {
    const own = await save("dispatcher", "Mine", false, { search: "lamp", sort: "name" });
    const shared = await save("dispatcher", "Ours", true, { search: "chair" });
    expect(await viewOf("dispatcher", own.id)).toMatchObject({
      name: "Mine",
      mine: true,
      state: { search: "lamp", sort: "name" },
    });
    expect(await viewOf("admin", own.id)).toBeUndefined();
    expect(await viewOf("viewer", shared.id)).toMatchObject({ name: "Ours", mine: false, shared: true });
    await call("dispatcher").views.update({ ...own, version: 1, shared: true });
    expect(await viewOf("admin", own.id)).toMatchObject({ name: "Mine", version: 2 });
    await call("dispatcher").views.update({ ...own, version: 2, shared: false });
    expect(await viewOf("admin", own.id)).toBeUndefined();
  });

  test("of another person is not found, by any procedure", async () => {
    const { id } = await save("dispatcher", "Secret");
    for (const ask of [
      () => call("admin").views.count({ id }),
      () => call("admin").views.update({ id, version: 1, name: "Taken" }),
      () => call("admin").views.delete({ id }),
    ]) {
      expect((await refusal(ask())).code).toBe("NOT_FOUND");
    }
  });

  test("of another person is also hidden by row-level security", async () => {
    const { id } = await save("dispatcher", "Hidden");
    const rows = (userId: string | null) =>
      testApp.direct.transaction({ tenantId: acme.id, ...(userId ? { userId } : {}) }, ({ db }) =>
        db
          .select({ id: views.id })
          .from(views)
          .where(ofTenant(acme.id, views, eq(views.id, id))),
      );
    expect(await rows(acme.members.dispatcher.id)).toHaveLength(1);
    expect(await rows(acme.members.admin.id)).toEqual([]);
    // An archive reads without a user, and has all of them.
    expect(await rows(null)).toHaveLength(1);
    const written = testApp.direct.transaction({ tenantId: acme.id, userId: acme.members.admin.id }, ({ db }) =>
      db.insert(views).values({
        ...{ tenantId: acme.id, id: newId(), list: "notes", name: "Planted", state: {} },
        userId: acme.members.dispatcher.id,
      }),
    );
    await expect(written).rejects.toThrow();
  });

  test("is shared, changed and withdrawn only with the permission to share", async () => {
    const asked = await refusal(save("viewer", "Everyone's", true));
    expect(asked.issues).toEqual(["shared not_allowed"]);
    const own = await save("viewer", "Own");
    expect((await refusal(call("viewer").views.update({ ...own, version: 1, shared: true }))).issues).toEqual([
      "shared not_allowed",
    ]);
    const ours = await save("dispatcher", "Ours too", true);
    for (const change of [
      () => call("viewer").views.update({ ...ours, version: 1, name: "Theirs" }),
      () => call("viewer").views.delete(ours),
    ]) {
      expect((await refusal(change())).issues).toEqual(["shared not_allowed"]);
    }
    await call("admin").views.update({ ...ours, version: 1, name: "Ours, renamed" });
    // It would disappear for the person who withdraws it.
    expect((await refusal(call("admin").views.update({ ...ours, version: 2, shared: false }))).issues).toEqual([
      "shared not_allowed",
    ]);
    await call("admin").views.delete(ours);
    expect(await viewOf("dispatcher", ours.id)).toBeUndefined();
  });

  test("keeps the valid parts of its state, and reports outdated ones", async () => {
    const refused = await refusal(save("dispatcher", "Wrong", false, { search: "lamp", colour: "red", sort: "size" }));
    expect(refused.issues).toEqual(["state.sort invalid"]);
    const old = await save("dispatcher", "Old", false, { search: "lamp", colour: "red", constructor: "x" });
    expect(await viewOf("dispatcher", old.id)).toMatchObject({ state: { search: "lamp" }, obsolete: [] });
    await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db
        .update(views)
        .set({ state: { search: "lamp", colour: "red", sort: "size" } })
        .where(ofTenant(acme.id, views, eq(views.id, old.id))),
    );
    expect(await viewOf("dispatcher", old.id)).toMatchObject({
      state: { search: "lamp" },
      obsolete: ["colour", "sort"],
    });
    expect((await call("dispatcher").views.count(old)).more).toBe(false);
  });

  test("belongs to an existing list", async () => {
    const refused = await refusal(call("admin").views.create({ list: "nothing", name: "X", state: {}, shared: false }));
    expect(refused.issues).toEqual(["list not_found"]);
  });

  test("is listed in the order of a dictionary", async () => {
    const { owner } = (await testApp.tenant("globex", "owner")).members;
    for (const name of ["Zug", "Äpple", "apple", "Äpfel", "Apple"]) {
      await owner.call.views.create({ list: "notes", name, shared: false, state: {} });
    }
    expect((await owner.call.views.list()).items.map(({ name }) => name)).toEqual([
      ...["Äpfel", "apple", "Apple", "Äpple", "Zug"],
    ]);
  });

  test("is hidden while the module of its list is off", async () => {
    const { id } = await save("admin", "Of notes");
    await call("admin").modules.switch({ name: "notes", on: false });
    expect(await seenBy("admin")).toEqual([]);
    expect((await refusal(call("admin").views.count({ id }))).code).toBe("NOT_FOUND");
    await call("admin").modules.switch({ name: "notes", on: true });
    expect(await viewOf("admin", id)).toBeDefined();
  });

  test("counts its rows up to a limit", async () => {
    const view = await save("admin", "Counted", false, { search: "counted" });
    await call("admin").notes.create(named("counted one"));
    expect(await call("admin").views.count(view)).toEqual({ count: 1, more: false });
    // Written out: under row-level security, Citus takes no rows of a function.
    const more = Array.from({ length: maxCountedInView }, (_, n) => ({ id: newId(), ...named(`counted ${n}`) }));
    await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db.insert(notes).values(more.map((note) => ({ tenantId: acme.id, ...note }))),
    );
    expect(await call("admin").views.count(view)).toEqual({ count: maxCountedInView, more: true });
  });

  test("is in the activity only while it is shared", async () => {
    const summaries = async () =>
      (await call("admin").activity.list({ entity: "view" })).items.map(({ action }) => action);
    const before = (await summaries()).length;
    const own = await save("dispatcher", "Quiet");
    await call("dispatcher").views.delete(own);
    expect(await summaries()).toHaveLength(before);
    const shared = await save("dispatcher", "Loud", true);
    await call("dispatcher").views.update({ ...shared, version: 1, name: "Louder" });
    await call("dispatcher").views.delete(shared);
    expect((await summaries()).slice(0, 3)).toEqual(["view.withdrawn", "view.updated", "view.shared"]);
  });

  test("refuses a stale change, and more views than the maximum", async () => {
    const view = await save("viewer", "Late");
    await call("viewer").views.update({ ...view, version: 1, name: "Later" });
    const late = await refusal(call("viewer").views.update({ ...view, version: 1, name: "Latest" }));
    expect(late.issues).toEqual([" stale"]);
    const kept = (await seenBy("viewer")).filter(({ mine }) => mine).length;
    for (let n = kept; n < 100; n += 1) await save("viewer", `View ${n}`);
    expect((await refusal(save("viewer", "One more"))).issues).toEqual([" too_big"]);
  });
});
