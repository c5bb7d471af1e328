import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { Kit } from "../../../testing/kit.ts";
import { refusal, TestApp } from "../../../testing.ts";
import { makeParcel } from "../testing.ts";

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = () => testApp.tenant("acme", "owner", "viewer");

beforeAll(async () => {
  testApp = await TestApp.start({ FILES_PER_TENANT: "2" });
  acme = await make();
});

/** A parcel that was dispatched, and has its label. */
async function dispatched() {
  const { call } = acme.members.owner;
  const { id } = await makeParcel(new Kit(testApp, acme, acme.members.owner));
  await call.parcels.dispatch({ id });
  const { labelFileId } = await call.parcels.byId({ id });
  return { id, labelFileId: labelFileId ?? "" };
}

test("a label is listed for readers of parcels, and removed after the delivery", async () => {
  const { call } = acme.members.owner;
  const { id, labelFileId } = await dispatched();
  const setState = (state: string) =>
    testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db.execute(sql`update parcels set state = ${state} where id = ${id}`),
    );
  const { files } = acme.members.viewer.call;
  expect((await files.list({ kind: "parcels.label" })).items).toMatchObject([{ id: labelFileId, title: "Label" }]);
  const { kinds } = await files.usage();
  const lists = ["items.export", "parcels.export", "places.export", "tags.export"];
  expect(kinds.map(({ name }) => name)).toEqual(expect.arrayContaining(["parcels.label", ...lists]));
  await setState("in_transit");
  expect((await refusal(call.files.remove({ id: labelFileId }))).issues).toEqual([" conflict"]);
  await setState("delivered");
  await call.files.remove({ id: labelFileId });
  expect((await call.parcels.byId({ id })).labelFileId).toBeNull();
});

test("a label is stored even if the storage is full", async () => {
  const { call } = acme.members.owner;
  for (let n = 0; n < 2; n += 1) await call.activity.export({});
  expect(await call.jobs.byId({ id: (await call.activity.export({})).jobId })).toMatchObject({ state: "failed" });
  expect((await dispatched()).labelFileId).not.toBe("");
});
