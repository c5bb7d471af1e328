import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { newId, type Transaction } from "@waybill/db";
import { events, jobLogs, jobs } from "@waybill/db/core";
import { files } from "@waybill/db/files";
import { entityDeclarations, entityNames } from "@waybill/validators";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  anything,
  createCallerFactory,
  createRegistry,
  defineJob,
  everyPermission,
  readPermissionOf,
  router,
  tenantProcedure,
} from "./core/index.ts";
import { createContext } from "./core/procedures/request.ts";
import * as modules from "./modules/index.ts";
import { resources } from "./permissions.ts";
import { openFile, receiveFile } from "./platform/files/index.ts";
import { platform } from "./platform/index.ts";
import { refusal, TestApp, type TestUser } from "./testing.ts";

// Derived data (a job's result, a file) requires the permission of its source. The cases are generated from the registry,
// so that new job types and kinds of files are included.

const registry = createRegistry({ ...platform, ...modules });
const all = everyPermission(resources);
const marker = "Acme-Confidential";

test("each entity with presence can be looked up by its module's table", () => {
  // By the names of the product's own: tests declare others.
  const present = entityNames.filter((name) => entityDeclarations.get(name)?.present);
  expect(present.length).toBeGreaterThan(0);
  const missing = present.filter((name) => !registry.entities.has(name));
  expect(missing, "name its table in `entities` of its module").toEqual([]);
});

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = () => testApp.tenant("acme", "owner");
/** Members with all permissions except one, by that permission. */
const almost = new Map<string, TestUser>();

beforeAll(async () => {
  testApp = await TestApp.start();
  acme = await make();
});

async function memberWithout(permission: string): Promise<TestUser> {
  const known = almost.get(permission);
  if (known) return known;
  const user = await testApp.user("Almost");
  await testApp.joinWith(
    acme.id,
    user,
    [...all].filter((one) => one !== permission),
  );
  almost.set(permission, user);
  return user;
}

const inAcme = <T>(body: (transaction: Transaction) => Promise<T>) =>
  testApp.direct.transaction({ tenantId: acme.id }, body);

const requestOf = ({ sessionId }: TestUser) =>
  createContext(testApp.app, new Headers({ "x-tenant-id": "acme" }), sessionId);

test("every entity has an existing read permission", () => {
  for (const entity of entityNames) expect([...all], entity).toContain(readPermissionOf(entity));
});

describe("a job", () => {
  const ofTenants = [...registry.jobs.values()].filter(({ readBy }) => readBy !== null);
  const ofInstallation = [...registry.jobs.values()].filter(({ readBy }) => readBy === null);

  /** A failed job of a handler with a log and a file. @returns the data that a person can read of it */
  async function readAs(user: TestUser, name: string): Promise<string> {
    const [id, eventId] = [newId(), newId()];
    await inAcme(async ({ db }) => {
      await db.insert(events).values({
        ...{
          tenantId: acme.id,
          id: eventId,
          name: "role.created",
          version: 1,
          entity: "role",
          payload: {},
          requestId: "r",
        },
      });
      await db.insert(jobs).values({
        ...{
          tenantId: acme.id,
          id,
          name,
          eventId,
          state: "failed",
          requestId: "r",
          input: { marker },
          result: { marker },
        },
        ...{ error: marker, message: marker, done: 987_654, total: 987_654 },
      });
      await db.insert(jobLogs).values({ tenantId: acme.id, jobId: id, attempt: 1, line: marker });
    });
    const call = await testApp.as(user, "acme");
    const answers = await Promise.allSettled([
      call.jobs.byId({ id }),
      call.jobs.list({ name, limit: 1 }),
      call.jobs.list({ name, states: ["failed"], handlers: true, limit: 1 }),
      call.events.byId({ id: eventId }),
    ]);
    return JSON.stringify(answers);
  }

  test.each(ofTenants)("$name is read with $readBy", async ({ name, readBy }) => {
    expect([...all]).toContain(readBy);
    const hidden = await readAs(await memberWithout(readBy ?? ""), name);
    expect(hidden).not.toContain(marker);
    expect(hidden).not.toContain("987654");
    const shown = await readAs(acme.members.owner, name);
    for (const part of ["error", "message", "line"]) expect(shown, part).toContain(`"${part}":"${marker}"`);
    expect(shown).toContain(`"result":{"marker":"${marker}"}`);
    expect(shown).toContain(`"input":{"marker":"${marker}"}`);
  });

  test("shows title and state to members without its permission", async () => {
    const call = await testApp.as(await memberWithout("activity.export"), "acme");
    const { jobId } = await acme.members.owner.call.activity.export({});
    expect(await call.jobs.byId({ id: jobId })).toMatchObject({
      ...{ title: "Export activity", state: "done", readable: false, result: null, lines: [] },
    });
    expect((await call.jobs.list({ name: "activity.export", limit: 1 })).items).toMatchObject([
      { id: jobId, state: "done", readable: false, message: null },
    ]);
  });

  test("of a removed module cannot be read", async () => {
    const read = await readAs(acme.members.owner, "removed.module");
    expect(read).toContain('"name":"removed.module"');
    expect(read).not.toContain(marker);
  });

  test.each(ofInstallation)("$name of the installation is never queued in a tenant", async ({ name }) => {
    const job = registry.jobs.get(name);
    if (!job) throw new Error(`There is no job ${name}.`);
    const input = { email: "someone@example.test", tenantId: acme.id, name: "some.schedule" };
    const queue = router({
      run: tenantProcedure("jobs.read")
        .output(anything)
        .mutation(({ ctx }) => ctx.jobs.enqueue(job, input)),
    });
    const caller = createCallerFactory(queue)(await requestOf(acme.members.owner));
    await expect(caller.run()).rejects.toThrow("not of a tenant");
  });

  test("without a read permission does not compile", () => {
    const onGiveUp = { noDependents: "It is a test." };
    const parts = { name: "test.mute", title: "Mute", input: z.object({}), onGiveUp, handler: async () => {} };
    // @ts-expect-error neither who reads it nor that it is the installation's
    expect(defineJob(parts).readBy).toBeNull();
    // @ts-expect-error no such permission
    expect(defineJob({ ...parts, readBy: "rockets.launch" }).readBy).toBe("rockets.launch");
  });

  test("without a statement about its dependents does not compile", () => {
    const parts = { name: "test.mute", title: "Mute", input: z.object({}), handler: async () => {} };
    // @ts-expect-error neither a handler nor a reason
    expect(defineJob({ ...parts, readBy: "jobs.read" }).onGiveUp).toBeUndefined();
  });
});

describe("a file", () => {
  const kinds = [...registry.files.values()];

  async function storedFile(kind: string, permission: string): Promise<string> {
    const id = newId();
    const key = `${acme.id}/${id}`;
    await testApp.app.clients.files.write(key, Buffer.from(marker));
    await inAcme(({ db }) =>
      db.insert(files).values({
        ...{ tenantId: acme.id, id, kind, permission, key },
        ...{ name: "secret.txt", contentType: "text/plain", size: 1 },
      }),
    );
    return id;
  }
  const download = async (user: TestUser, id: string) =>
    Buffer.concat(await (await openFile(await requestOf(user), id)).content.toArray()).toString();

  test.each(kinds)("$name is read with $permission", async ({ name, permission }) => {
    expect([...all]).toContain(permission);
    const id = await storedFile(name, permission);
    expect((await refusal(download(await memberWithout(permission), id))).code).toBe("FORBIDDEN");
    expect(await download(acme.members.owner, id)).toBe(marker);
  });

  test.each(kinds.filter(({ upload }) => upload))("$name is uploaded with $permission", async (kind) => {
    const file = (user: TestUser) => async () =>
      receiveFile(await requestOf(user), {
        ...{ kind: kind.name, name: "rows.csv", contentType: "text/csv" },
        body: Readable.toWeb(Readable.from(["a,b\n"])) as ReadableStream, // the same stream, in the words of two libraries
      });
    const user = await memberWithout(kind.permission);
    expect((await refusal(file(user)())).code).toBe("FORBIDDEN");
    const { id } = await file(acme.members.owner)();
    expect((await refusal(download(user, id))).code).toBe("FORBIDDEN");
    const [row] = await inAcme(({ db }) => db.select().from(files).where(eq(files.id, id)));
    expect(row).toMatchObject({ kind: kind.name, permission: kind.permission, ownerId: null });
  });

  test("of an unknown kind is for owners", async () => {
    const id = newId();
    const key = `${acme.id}/${id}`;
    await testApp.app.clients.files.write(key, Buffer.from(marker));
    const file = { tenantId: acme.id, id, name: "x", contentType: "text/plain", size: 1, key };
    await inAcme(({ db }) => db.insert(files).values(file));
    const admin = await testApp.user("Admin");
    await testApp.join(acme.id, admin, "admin");
    expect((await refusal(download(admin, id))).code).toBe("FORBIDDEN");
    expect(await download(acme.members.owner, id)).toBe(marker);
  });

  test("of an unknown or generated kind cannot be uploaded", async () => {
    for (const kind of [null, "nothing", "activity.export", "__proto__"]) {
      const body = Readable.toWeb(Readable.from(["x"])) as ReadableStream; // the same stream, in the words of two libraries
      const attempt = receiveFile(await requestOf(acme.members.owner), { kind, name: "x", contentType: "a/b", body });
      expect((await refusal(attempt)).code).toBe("BAD_REQUEST");
    }
  });
});
