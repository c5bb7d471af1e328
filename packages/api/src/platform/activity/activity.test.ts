import { text } from "node:stream/consumers";
import { SecretSearch } from "@waybill/db/secret-search";
import { postgres } from "@waybill/db/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { anything, createCallerFactory, type Permission, router, tenantProcedure } from "../../core/index.ts";
import { createContext } from "../../core/procedures/request.ts";
import { codeOf } from "../../testing/authenticator-app.ts";
import { type NotesApp, named, startWithNotes } from "../../testing/notes/index.ts";
import { refusal, secretsIn } from "../../testing.ts";
import { openFile, receiveFile } from "../files/index.ts";

let testApp: NotesApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = (slug = "acme") => testApp.tenant(slug, "admin", "dispatcher");

beforeAll(async () => {
  testApp = await startWithNotes();
  acme = await make();
});

/** The last link mailed to a person, from the outbox. */
async function linkMailedTo(address: string): Promise<string> {
  const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
  const rows = await owner<{ text: string }[]>`select text from mails where "to" = ${address} order by id desc limit 1`;
  await owner.end();
  return rows[0]?.text.match(/https?:\/\/\S+/)?.[0] ?? "";
}

const entries = (filter = {}) => acme.members.admin.call.activity.list(filter);

describe("the activity", () => {
  test("records who did what, on what, before and after, from where, in which request", async () => {
    const given = { "x-request-id": "request-4711", "x-real-ip": "203.0.113.7" };
    const call = await testApp.as(acme.members.dispatcher, "acme", given);
    const { id } = await call.notes.create({ code: "F", name: "Fragile" });
    await call.notes.update({ id, name: "Very fragile", version: 1 });
    await acme.members.admin.call.notes.delete({ id });
    expect((await entries({ entityId: id })).items).toMatchObject([
      { summary: "deleted the note Very fragile", before: { code: "F", name: "Very fragile" }, after: null },
      {
        ...{ action: "note.updated", summary: "changed the note Very fragile", userId: acme.members.dispatcher.id },
        ...{ before: { name: "Fragile" }, after: { name: "Very fragile" } },
        ...{ requestId: "request-4711", ip: "203.0.113.7", actor: "user" },
      },
      { summary: "created the note Fragile", before: null, after: { code: "F", name: "Fragile" } },
    ]);
  });

  test("records actions of jobs, with user and job", async () => {
    const { call } = acme.members.dispatcher;
    const context = await createContext(
      testApp.app,
      new Headers({ "x-tenant-id": "acme" }),
      acme.members.dispatcher.sessionId,
    );
    const file = { kind: "notes.import", name: "notes.csv", contentType: "text/csv" };
    const { id: fileId } = await receiveFile(context, {
      ...file,
      body: new Blob(["code,name\nI,Imported\n"]).stream(),
    });
    const { jobId } = await call.notes.import({ fileId });
    const imported = (await entries()).items.find(({ action }) => action === "note.imported");
    expect(imported).toMatchObject({ actor: "job", actorId: jobId, userId: acme.members.dispatcher.id });
    expect(await call.jobs.byId({ id: jobId })).toMatchObject({ name: "notes.import" });
  });

  test("is part of the transaction: refused and rolled back actions leave no entry", async () => {
    await acme.members.dispatcher.call.notes.create(named("Once"));
    const before = (await entries()).items.length;
    await refusal(acme.members.dispatcher.call.notes.create(named("Once")));
    expect((await entries()).items).toHaveLength(before);
  });

  test("gets a plain entry for a mutation without its own", async () => {
    const forgetful = router({
      forgetful: tenantProcedure("notes.create")
        .output(anything)
        .mutation(() => ({ done: true })),
    });
    const context = await createContext(
      testApp.app,
      new Headers({ "x-tenant-id": "acme" }),
      acme.members.dispatcher.sessionId,
    );
    await createCallerFactory(forgetful)(context).forgetful();
    expect((await entries()).items[0]).toMatchObject({ action: "forgetful", summary: "called forgetful" });
  });

  test("is filtered by person, record, request and day, with pages by cursor", async () => {
    const { admin, dispatcher } = acme.members;
    for (const name of ["One", "Two", "Three"]) {
      await dispatcher.call.apiKeys.create({ name, permissions: ["notes.read"], expiresInDays: 7 });
    }
    const own = await entries({ userId: dispatcher.id, entity: "apiKey", limit: 2 });
    expect(own.items).toHaveLength(2);
    const rest = await entries({ userId: dispatcher.id, entity: "apiKey", limit: 2, cursor: own.nextCursor });
    expect(rest.items.length).toBeGreaterThan(0);
    expect(rest.items.map(({ id }) => id)).not.toContain(own.items[0]?.id);
    expect((await entries({ userId: admin.id, entity: "invitation" })).items).toEqual([]);
    expect((await entries({ from: "2001-01-01", to: "2001-01-02" })).items).toEqual([]);
    expect((await entries({ from: "2001-01-01" })).items.length).toBeGreaterThan(3);
  });

  test("requires a permission, and shows only the tenant's own", async () => {
    expect((await refusal(acme.members.dispatcher.call.activity.list({}))).code).toBe("FORBIDDEN");
    const other = await make("globex");
    expect((await other.members.admin.call.activity.list({})).items).toEqual([]);
  });

  test("cannot be changed or deleted by the application", async () => {
    for (const change of ["update activity set summary = 'nothing'", "delete from activity"]) {
      const attempt = testApp.direct.transaction({ tenantId: acme.id }, ({ db }) => db.execute(change));
      await expect(attempt).rejects.toThrow(
        expect.objectContaining({ cause: expect.objectContaining({ code: "42501" }) }),
      );
    }
  });

  test("is exported as a file, which is recorded too", async () => {
    const { jobId } = await acme.members.admin.call.activity.export({ entity: "apiKey" });
    const job = await acme.members.admin.call.jobs.byId({ id: jobId });
    expect(job).toMatchObject({ state: "done", result: { fileId: jobId } });
    const request = await createContext(
      testApp.app,
      new Headers({ "x-tenant-id": "acme" }),
      acme.members.admin.sessionId,
    );
    const csv = await text((await openFile(request, jobId)).content);
    expect(csv.split("\n")[0]).toContain("at,userName,actor");
    expect(csv).toContain("One");
    expect(csv).not.toContain("Fragile");
    expect((await entries({ entity: "job", entityId: jobId })).items).toMatchObject([{ action: "activity.export" }]);
  });
});

test("entries contain no secrets, neither typed nor generated ones", async () => {
  const { call } = acme.members.admin;
  const permissions: Permission[] = ["notes.read"];
  const { key } = await call.apiKeys.create({ name: "Script", permissions, expiresInDays: 30 });
  await call.tenants.invite({ email: "invited@example.test", role: "viewer" });
  const newcomer = await testApp.as(null);
  await newcomer.auth.signUp({ name: "Ada", email: "newcomer@example.test" });
  const passwords = ["the first password of all", "the password that came after"] as const;
  await newcomer.auth.verifyEmail({
    token: new URL(await linkMailedTo("newcomer@example.test")).searchParams.get("token") ?? "",
    name: "Ada",
    password: passwords[0],
  });
  await call.account.changePassword({ current: null, password: passwords[1], endOtherSessions: false });
  await call.account.changeEmail({ email: "another@example.test" });
  const { secret } = await call.factors.startTotp();
  const { recoveryCodes } = await call.factors.confirmTotp({ code: codeOf(secret) });
  const mailed = await Promise.all(
    ["invited@example.test", "newcomer@example.test", "another@example.test"].map(linkMailedTo),
  );
  const search = new SecretSearch([key, ...passwords, secret, ...secretsIn(mailed)]);
  expect(secretsIn(mailed)).toHaveLength(3);
  const short = recoveryCodes ?? [];
  expect(short).toHaveLength(10);

  const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
  for (const table of ["activity", "installation_activity", "events"]) {
    const rows = await owner`select row_to_json(one)::text as text from ${owner(table)} as one`;
    expect(rows.length, table).toBeGreaterThan(0);
    const telling = rows.filter(({ text }) => search.isIn(text) || short.some((code) => text.includes(code)));
    expect(telling, table).toEqual([]);
  }
  await owner.end();
});
