import { newId } from "@waybill/db";
import { jobs } from "@waybill/db/core";
import { roles } from "@waybill/db/roles";
import { tenants } from "@waybill/db/tenants";
import { and, eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { withDependents } from "../../core/access/switches.ts";
import { createRegistry, defineJob, runningModules, wholeAccess } from "../../core/index.ts";
import { createContext } from "../../core/procedures/request.ts";
import { tenantContextOf } from "../../core/work/tenant-context.ts";
import { system, unitOfWork } from "../../core/work/unit-of-work.ts";
import { openFile } from "../../platform/files/index.ts";
import { refusal, TestApp } from "../../testing.ts";
import * as modules from "../index.ts";

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof make>>;
let globex: Awaited<ReturnType<typeof make>>;
const make = (slug: string) => testApp.tenant(slug, "admin", "viewer");

beforeAll(async () => {
  testApp = await TestApp.start();
  [acme, globex] = await Promise.all([make("acme"), make("globex")]);
});

const setOff = (modulesOff: string[]) =>
  testApp.direct.transaction({}, ({ db }) => db.update(tenants).set({ modulesOff }).where(eq(tenants.id, acme.id)));
beforeEach(() => setOff([]));

const flip = (name: string, on: boolean, together = false) =>
  acme.members.admin.call.modules.switch({ name, on, together });
const off = (name: string) => flip(name, false, true);
const on = (name: string) => flip(name, true, true);
/** The modules that cannot be on without one, and itself. */
const dependentOn = (name: string) => [...withDependents(testApp.app.registry, name)].sort();
const states = async () =>
  Object.fromEntries((await acme.members.viewer.call.modules.list()).items.map((one) => [one.name, one.on]));
const lastEntry = async () => (await acme.members.admin.call.activity.list({})).items[0];

describe("switching a module", () => {
  test("off and on publishes an event for people", async () => {
    expect(await flip("parcels", false)).toEqual({ switched: ["parcels"] });
    expect(await states()).toMatchObject({ parcels: false, items: true });
    expect(await lastEntry()).toMatchObject({ action: "tenant.modulesSwitchedOff", summary: "switched off parcels" });
    expect(await flip("parcels", true)).toEqual({ switched: ["parcels"] });
    expect(await states()).toMatchObject({ parcels: true });
    expect(await lastEntry()).toMatchObject({ action: "tenant.modulesSwitchedOn", summary: "switched on parcels" });
  });

  test("off is refused while others need it, unless they are switched too", async () => {
    expect(await refusal(flip("tags", false))).toEqual({ code: "BAD_REQUEST", issues: ["name conflict"] });
    expect(await states()).toMatchObject({ items: true, parcels: true, tags: true });
    expect(await off("tags")).toEqual({ switched: dependentOn("tags") });
    expect(await states()).toMatchObject({ items: false, parcels: false, places: true, tags: false });
  });

  test("on is refused while it needs others, unless they are switched too", async () => {
    await off("tags");
    expect(await refusal(flip("items", true))).toEqual({ code: "BAD_REQUEST", issues: ["name conflict"] });
    expect(await flip("items", true, true)).toEqual({ switched: ["items", "tags"] });
    expect(await states()).toMatchObject({ items: true, parcels: false, places: true, tags: true });
  });

  test("requires an existing name", async () => {
    for (const name of ["nothing", "tenants", "constructor"]) {
      expect(await refusal(off(name))).toEqual({ code: "BAD_REQUEST", issues: ["name not_found"] });
    }
  });

  test("requires an administrator in person", async () => {
    const { viewer, admin } = acme.members;
    expect((await refusal(viewer.call.modules.switch({ name: "tags", on: true }))).code).toBe("FORBIDDEN");
    const { key } = await admin.call.apiKeys.create({
      ...{ name: "Script", permissions: ["modules.switch"], expiresInDays: 7 },
    });
    const byKey = await testApp.as(null, "acme", { authorization: `Bearer ${key}` });
    expect((await refusal(byKey.modules.switch({ name: "tags", on: true }))).code).toBe("FORBIDDEN");
  });

  test("names the other modules concerned", async () => {
    const { items } = await acme.members.viewer.call.modules.list();
    expect(items.find(({ name }) => name === "items")).toEqual({
      ...{ name: "items", needs: ["tags"], neededBy: expect.arrayContaining(["parcels"]), on: true },
    });
  });
});

describe("while a module is off", () => {
  test("its procedures are refused in this organisation only, and its data returns when it is on", async () => {
    const { admin } = acme.members;
    const { id } = await admin.call.tags.create({ name: "Kept", color: "red" });
    await off("tags");
    const calls = [() => admin.call.tags.list(), () => admin.call.items.list({}), () => admin.call.tags.delete({ id })];
    for (const call of calls) {
      expect(await refusal(call())).toEqual({ code: "FORBIDDEN", issues: [" switched_off"] });
    }
    expect((await globex.members.admin.call.tags.list()).items).toEqual([]);
    await on("tags");
    expect((await admin.call.tags.list()).items.map(({ name }) => name)).toEqual(["Kept"]);
  });

  test("its permissions are neither effective nor grantable", async () => {
    const { admin } = acme.members;
    const { permissions } = await admin.call.tenants.current();
    expect(permissions).toContain("tags.read");
    await off("tags");
    const without = (await admin.call.tenants.current()).permissions;
    const lost = permissions.filter((one) => !without.includes(one)).map((one) => one.split(".")[0] ?? "");
    expect([...new Set(lost)].sort()).toEqual(dependentOn("tags"));
    expect(without).not.toContain("tags.read");
    expect(without).toContain("places.read");
    expect((await admin.call.roles.list()).resources.map(({ name }) => name)).not.toContain("tags");
    const invented = admin.call.roles.create({ name: "Tagger", permissions: ["tags.read"] });
    expect((await refusal(invented)).code).toBe("BAD_REQUEST");
  });

  test("a role keeps its permissions through other changes", async () => {
    const { admin } = acme.members;
    const { id } = await admin.call.roles.create({ name: "Keeper", permissions: ["places.read", "tags.read"] });
    await off("tags");
    await admin.call.roles.update({ id, version: 1, name: "Keeper", permissions: ["places.read", "places.update"] });
    const [row] = await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db
        .select({ permissions: roles.permissions })
        .from(roles)
        .where(and(eq(roles.tenantId, acme.id), eq(roles.id, id))),
    );
    expect(row?.permissions.toSorted()).toEqual(["places.read", "places.update", "tags.read"]);
    await admin.call.roles.delete({ id });
  });

  test("members can get other roles and be invited by administrators", async () => {
    await off("tags");
    const { admin, viewer } = acme.members;
    await admin.call.tenants.setRole({ userId: viewer.id, role: "dispatcher" });
    await admin.call.tenants.setRole({ userId: viewer.id, role: "viewer" });
  });

  test("its schedules are hidden and queue nothing", async () => {
    const name = "parcels.dailyDigest";
    const { admin } = acme.members;
    const names = async () => (await admin.call.jobs.schedules()).items.map((schedule) => schedule.name);
    const fire = testApp.app.registry.jobs.get("schedules.fire");
    if (!fire) throw new Error("Nothing fires schedules.");
    const due = () =>
      unitOfWork(testApp.app, { requestId: "due", log: testApp.app.log, user: null, actor: system }, {}, (work) =>
        work.context.jobs.enqueue(fire, { tenantId: acme.id, name }),
      );
    const digests = () =>
      testApp.direct.transaction({ tenantId: acme.id }, async ({ db }) =>
        (await db.select({ name: jobs.name }).from(jobs).where(eq(jobs.tenantId, acme.id))).filter((job) =>
          job.name.startsWith("parcels."),
        ),
      );
    await off("parcels");
    expect(await names()).not.toContain(name);
    await due();
    expect(await digests()).toEqual([]);
    await on("parcels");
    expect(await names()).toContain(name);
    await due();
    expect(await digests()).not.toEqual([]);
  });

  test("its changes are announced to no one, including open streams", async () => {
    const { admin, viewer } = acme.members;
    const changes = (await viewer.call.system.live({}))[Symbol.asyncIterator]();
    const first = changes.next();
    await vi.waitFor(() => expect(testApp.app.live.readers).toBe(1));
    const origin = { requestId: "live", log: testApp.app.log, user: null, actor: system };
    const tell = (entity: "place" | "role") =>
      unitOfWork(testApp.app, origin, { tenantId: acme.id }, async (work) => {
        const [tenant] = await work.context.db.select().from(tenants).where(eq(tenants.id, acme.id));
        if (!tenant) throw new Error("There is no tenant.");
        await tenantContextOf(testApp.app, work, tenant, wholeAccess([])).hub.announce(entity, null);
      });
    await tell("place");
    expect((await first).value).toMatchObject({ entity: "place" });
    await admin.call.modules.switch({ name: "places", on: false, together: true });
    await tell("place");
    await tell("role");
    const heard: string[] = [];
    while (!heard.some((change) => change.includes('"role"'))) heard.push(JSON.stringify((await changes.next()).value));
    expect(heard.filter((change) => change.includes('"place"'))).toEqual([]);
    await changes.return?.();
  });

  test("presence on its records is neither shown nor reported", async () => {
    const { call } = acme.members.admin;
    const { id } = await call.places.create({ code: "OPEN", name: "Open", country: "DE", city: "Berlin" });
    const open = { entity: "place", entityId: id, tabId: newId() } as const;
    await call.presence.here(open);
    await off("places");
    for (const ask of [call.presence.others, call.presence.here]) {
      expect((await refusal(ask(open))).issues).toEqual([" switched_off"]);
    }
    await on("places");
    await call.presence.here(open);
  });

  test("its files are neither listed nor opened", async () => {
    const { admin } = acme.members;
    const { jobId } = await admin.call.tags.export({ format: "csv" });
    const { items } = await admin.call.files.list({});
    const file = items.find(({ kind }) => kind === "tags.export");
    expect(jobId).toBeTruthy();
    const request = () => createContext(testApp.app, new Headers({ "x-tenant-id": "acme" }), admin.sessionId);
    await off("tags");
    expect((await admin.call.files.list({})).items.map(({ id }) => id)).not.toContain(file?.id);
    expect((await refusal(openFile(await request(), file?.id ?? ""))).code).toBe("FORBIDDEN");
    await on("tags");
    expect((await openFile(await request(), file?.id ?? "")).file.name).toMatch(/tags/);
  });

  test("its waiting jobs end without running, and run when they are retried after it is on", async () => {
    let runs = 0;
    let reported = "";
    const cleanup = defineJob({
      ...{ name: "tags.cleanup", title: "Clean up", readBy: "tags.read", input: z.object({}) },
      onGiveUp: async (_ctx, { reason }) => {
        reported = reason;
      },
      run: async () => {
        runs += 1;
      },
    });
    testApp.app.registry.jobs.set(cleanup.name, cleanup);
    testApp.app.registry.moduleOf.job.set(cleanup.name, "tags");
    const origin = { requestId: "cleanup", log: testApp.app.log, user: null, actor: system };
    // Queued while the module is on; it runs after the commit, when the module is off.
    const id = await unitOfWork(testApp.app, origin, { tenantId: acme.id }, async (work) => {
      const [tenant] = await work.context.db.select().from(tenants).where(eq(tenants.id, acme.id));
      if (!tenant) throw new Error("There is no tenant.");
      await work.context.db
        .update(tenants)
        .set({ modulesOff: ["items", "parcels", "tags"] })
        .where(eq(tenants.id, acme.id));
      const access = wholeAccess(testApp.app.registry.resources);
      return tenantContextOf(testApp.app, work, tenant, access).jobs.enqueue(cleanup, {});
    });
    const stateOf = async () => {
      const [job] = await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
        db
          .select({ state: jobs.state, error: jobs.error })
          .from(jobs)
          .where(and(eq(jobs.tenantId, acme.id), eq(jobs.id, id))),
      );
      return job;
    };
    const error = "The module “tags” is switched off in this organisation.";
    expect(await stateOf()).toEqual({ state: "failed", error });
    expect([runs, reported]).toEqual([0, error]);
    await on("tags");
    await acme.members.admin.call.jobs.retry({ id });
    expect(await stateOf()).toMatchObject({ state: "done" });
    expect(runs).toBe(1);
  });
});

describe("an installation", () => {
  test("runs the modules in MODULES, and all without it", () => {
    expect(runningModules(modules, undefined)).toBe(modules);
    expect(Object.keys(runningModules(modules, ["tags", "items"])).sort()).toEqual(["items", "tags"]);
    expect(runningModules(modules, [])).toEqual({});
  });

  test("does not start with an unknown name, or without the needs of a module", () => {
    expect(() => runningModules(modules, ["itmes"])).toThrow(/MODULES names itmes, which does not exist.*items/);
    expect(() => runningModules(modules, ["items"])).toThrow("MODULES names items, which needs tags. Name tags too.");
  });

  test("refuses other modules as switched off, for every caller", async () => {
    const few = testApp.withSettings({ MODULES: "tags,places" });
    const { call } = acme.members.admin;
    expect((await refusal(call.items.byId({ id: acme.id }))).code).toBe("NOT_FOUND");
    const there = await few.as(acme.members.admin, "acme");
    expect(await refusal(there.items.list({}))).toEqual({ code: "FORBIDDEN", issues: [" switched_off"] });
    expect((await there.modules.list()).items.map(({ name }) => name)).toEqual(["places", "tags"]);
    expect((await there.tenants.current()).permissions).not.toContain("items.read");
    expect((await there.jobs.schedules()).items.map(({ name }) => name)).not.toContain("parcels.dailyDigest");
    await there.tags.create({ name: "Later", color: "red" });
    expect((await there.tags.list()).items.map(({ name }) => name)).toContain("Later");
    await few.close();
  });
});

describe("the needs of modules", () => {
  test("must be existing modules", () => {
    expect(() => createRegistry({}, { parcels: { needs: ["items"] } })).toThrow(
      "The module parcels needs items, which is not there.",
    );
  });

  test("are acyclic", () => {
    const circle = { items: { needs: ["tags" as const] }, tags: { needs: ["items" as const] } };
    expect(() => createRegistry({}, circle)).toThrow("Modules need each other: items → tags → items.");
  });
});
