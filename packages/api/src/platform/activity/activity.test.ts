import { text } from "node:stream/consumers";
import { SecretSearch } from "@waybill/db/search";
import { postgres } from "@waybill/db/testing";
import { Secret, TOTP } from "otpauth";
import { beforeAll, describe, expect, test } from "vitest";
import { anything, createCallerFactory, type Permission, router, tenantProcedure } from "../../core/index.ts";
import { createContext } from "../../core/request.ts";
import { refusal, secretsIn, TestApp } from "../../testing.ts";
import { openFile } from "../files/index.ts";

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = (slug = "acme") => testApp.tenant(slug, "admin", "dispatcher");

beforeAll(async () => {
  testApp = await TestApp.start();
  acme = await make();
});

/** The last link that was mailed to somebody, out of the outbox. */
async function linkMailedTo(address: string): Promise<string> {
  const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
  const rows = await owner<{ text: string }[]>`select text from mails where "to" = ${address} order by id desc limit 1`;
  await owner.end();
  return rows[0]?.text.match(/https?:\/\/\S+/)?.[0] ?? "";
}

const entries = (filter = {}) => acme.members.admin.call.activity.list(filter);

describe("the activity", () => {
  test("says who did what, on what, before and after, from where, in which request", async () => {
    const given = { "x-request-id": "request-4711", "x-real-ip": "203.0.113.7" };
    const call = await testApp.as(acme.members.dispatcher, "acme", given);
    const { id } = await call.tags.create({ name: "Fragile", color: "red" });
    await call.tags.update({ id, name: "Very fragile", version: 1 });
    await acme.members.admin.call.tags.delete({ id });
    expect((await entries({ entity: "tag", entityId: id })).items).toMatchObject([
      { summary: "deleted the tag Very fragile", before: { name: "Very fragile", color: "red" }, after: null },
      {
        ...{ action: "tag.updated", summary: "changed the tag Very fragile", userId: acme.members.dispatcher.id },
        ...{ before: { name: "Fragile" }, after: { name: "Very fragile" } },
        ...{ requestId: "request-4711", ip: "203.0.113.7", actor: "user" },
      },
      { summary: "created the tag Fragile", before: null, after: { name: "Fragile", color: "red" } },
    ]);
  });

  test("has an entry of what a job did, for whom and by which job", async () => {
    const { call } = acme.members.dispatcher;
    const item = await call.items.create({ sku: "L", name: "Lamp", weight: 1, stock: 5, price: 1, currency: "EUR" });
    const place = await call.places.create({
      ...{ code: "A", name: "Ada", country: "DE", city: "Berlin", postcode: "10117", line1: "Street 1" },
    });
    const lines = [{ itemId: item.id, quantity: 1 }];
    const { id } = await call.parcels.create({ reference: "A-1", recipientId: place.id, lines, packed: true });
    await call.parcels.dispatch({ id });
    const labelled = (await entries({ entity: "parcel", entityId: id })).items.find(
      ({ action }) => action === "parcel.labelled",
    );
    expect(labelled).toMatchObject({ actor: "job", userId: acme.members.dispatcher.id });
    expect(await call.jobs.byId({ id: labelled?.actorId ?? "" })).toMatchObject({ name: "parcels.makeLabel" });
  });

  test("goes with its transaction: what was refused or rolled back left nothing", async () => {
    await acme.members.dispatcher.call.tags.create({ name: "Once", color: "red" });
    const before = (await entries()).items.length;
    await refusal(acme.members.dispatcher.call.tags.create({ name: "Once", color: "red" }));
    expect((await entries()).items).toHaveLength(before);
  });

  test("has a plain entry of a mutation whose code forgot it", async () => {
    const forgetful = router({
      forgetful: tenantProcedure("tags.create")
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

  test("is filtered by person, subject, request and day, and read on by cursor", async () => {
    const { admin, dispatcher } = acme.members;
    for (const name of ["One", "Two", "Three"]) await dispatcher.call.tags.create({ name, color: "red" });
    const own = await entries({ userId: dispatcher.id, entity: "tag", limit: 2 });
    expect(own.items).toHaveLength(2);
    const rest = await entries({ userId: dispatcher.id, entity: "tag", limit: 2, cursor: own.nextCursor });
    expect(rest.items.length).toBeGreaterThan(0);
    expect(rest.items.map(({ id }) => id)).not.toContain(own.items[0]?.id);
    expect((await entries({ userId: admin.id, entity: "item" })).items).toEqual([]);
    expect((await entries({ from: "2001-01-01", to: "2001-01-02" })).items).toEqual([]);
    expect((await entries({ from: "2001-01-01" })).items.length).toBeGreaterThan(3);
  });

  test("is read by who may, and is the tenant's own", async () => {
    expect((await refusal(acme.members.dispatcher.call.activity.list({}))).code).toBe("FORBIDDEN");
    const other = await make("globex");
    expect((await other.members.admin.call.activity.list({})).items).toEqual([]);
  });

  test("cannot be changed or deleted, not even by the application itself", async () => {
    for (const change of ["update activity set summary = 'nothing'", "delete from activity"]) {
      const attempt = testApp.direct.transaction({ tenantId: acme.id }, ({ db }) => db.execute(change));
      await expect(attempt).rejects.toThrow(
        expect.objectContaining({ cause: expect.objectContaining({ code: "42501" }) }),
      );
    }
  });

  test("is exported as a file, which is an entry itself", async () => {
    const { jobId } = await acme.members.admin.call.activity.export({ entity: "tag" });
    const job = await acme.members.admin.call.jobs.byId({ id: jobId });
    expect(job).toMatchObject({ state: "done", result: { fileId: jobId } });
    const request = await createContext(
      testApp.app,
      new Headers({ "x-tenant-id": "acme" }),
      acme.members.admin.sessionId,
    );
    const csv = await text((await openFile(request, jobId)).content);
    expect(csv.split("\n")[0]).toContain("at,userName,actor");
    expect(csv).toContain("created the tag Fragile");
    expect(csv).not.toContain("created the item");
    expect((await entries({ entity: "job", entityId: jobId })).items).toMatchObject([{ action: "activity.export" }]);
  });
});

test("an entry says no secret: neither what somebody typed nor what they were given", async () => {
  const { call } = acme.members.admin;
  const permissions: Permission[] = ["tags.read"];
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
  const { secret } = await call.factors.beginTotp();
  const app = new TOTP({ secret: Secret.fromBase32(secret) });
  const { recoveryCodes } = await call.factors.confirmTotp({ code: app.generate() });
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
