import { createTestDatabase } from "@waybill/db/testing";
import { startTestPooler, type TestPooler } from "@waybill/db/testing-pooler";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { fitting } from "../../testing/samples.ts";
import { TestApp } from "../../testing.ts";
import { startWorker, type Worker } from "../../worker.ts";

// The product behind PgBouncer in transaction mode: two connections to the server for everything that web and worker do.

const connections = 2;
let pooler: TestPooler;
let testApp: TestApp;
let worker: Worker;
const make = (slug: string) => testApp.tenant(slug, "owner", "viewer");
const organisations: Awaited<ReturnType<typeof make>>[] = [];
const places: string[] = [];
const tags: string[] = [];

beforeAll(async () => {
  const database = await createTestDatabase();
  pooler = await startTestPooler({ url: database.applicationUrl, connections });
  const env = {
    DATABASE_URL: pooler.through(database.applicationUrl),
    DATABASE_LISTEN_URL: database.applicationUrl,
    DATABASE_POOL_MODE: "transaction",
    JOBS_MODE: "queue",
    JOBS_CONCURRENCY: "2",
  };
  testApp = await TestApp.start(env, {}, { database });
  worker = await startWorker(testApp.app);
  for (const slug of ["acme", "globex"]) {
    const organisation = await make(slug);
    organisations.push(organisation);
    const { call } = organisation.members.owner;
    const place = {
      code: slug,
      name: `${slug}, ${fitting}`,
      country: "DE",
      city: slug,
      postcode: "10117",
      line1: slug,
    };
    places.push((await call.places.create(place)).id);
    tags.push((await call.tags.create({ name: `${slug}, the first`, color: "red" })).id);
  }
});
afterAll(async () => {
  await worker.stop();
  await testApp.close();
  await pooler.stop();
});

const turnsOf = (count: number) =>
  Array.from({ length: count }, (_, turn) => {
    const [own = 0, other = 1] = turn % 2 === 0 ? [0, 1] : [1, 0];
    const [mine, theirs] = [organisations[own], organisations[other]];
    const [place, foreignPlace, foreignTag] = [places[own], places[other], tags[other]];
    if (!mine || !theirs || !place || !foreignPlace || !foreignTag) throw new Error("There are two organisations.");
    return { turn, mine, theirs, place, foreignPlace, foreignTag };
  });

test("20 callers of two organisations read, change and hear only their own records", async () => {
  await Promise.all(
    turnsOf(20).map(async ({ turn, mine, theirs, place, foreignPlace, foreignTag }) => {
      const { owner, viewer } = mine.members;
      const tag = await owner.call.tags.create({ name: `${mine.slug} ${turn}`, color: "red" });
      const { items: listed } = await viewer.call.tags.list();
      expect(listed.map(({ id }) => id)).toContain(tag.id);
      expect(listed.every(({ name }) => name.startsWith(mine.slug))).toBe(true);
      expect((await viewer.call.places.byId({ id: place })).id).toBe(place);
      await expect(owner.call.places.byId({ id: foreignPlace })).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(owner.call.tags.delete({ id: foreignTag })).rejects.toMatchObject({ code: "NOT_FOUND" });
      const elsewhere = await testApp.as(viewer, theirs.slug);
      await expect(elsewhere.tags.list()).rejects.toMatchObject({ code: "NOT_FOUND" });
      const refused = viewer.call.tags.create({ name: `not ${turn}`, color: "red" });
      await expect(refused).rejects.toMatchObject({ code: "FORBIDDEN" });
    }),
  );
  const [counted] = await testApp.direct.transaction({}, ({ db }) =>
    db.execute<{ n: number }>(sql`
      select count(distinct pid)::int as n from pg_stat_activity
      where datname = current_database() and application_name in ('waybill', 'waybill-queue') and pid <> pg_backend_pid()`),
  );
  expect(counted?.n).toBeGreaterThan(0);
  expect(counted?.n).toBeLessThanOrEqual(connections + 1); // and the other one of the test itself
});

test("parcels are dispatched, and their jobs run", async () => {
  const parcels = await Promise.all(
    turnsOf(6).map(async ({ turn, mine, place }) => {
      const { call } = mine.members.owner;
      const sku = `${mine.slug}-${turn}`.toUpperCase();
      const item = { sku, name: `${sku}, ${fitting}`, weight: 1, stock: 5, price: 1, currency: "EUR", tagIds: [] };
      const { id: itemId } = await call.items.create(item);
      const lines = [{ itemId, quantity: 1 }];
      const parcel = { reference: sku, recipientId: place, lines, tagIds: [], packed: true };
      const { id } = await call.parcels.create(parcel);
      await call.parcels.dispatch({ id });
      return { call, id };
    }),
  );
  for (const { call, id } of parcels) {
    const byId = () => call.parcels.byId({ id });
    await vi.waitFor(async () => expect((await byId()).labelFileId).not.toBe(null), { timeout: 30_000, interval: 100 });
  }
  for (const { members } of organisations) {
    const isIdle = async () => {
      const { items } = await members.owner.call.jobs.list({});
      expect(items.filter(({ state }) => state === "failed")).toEqual([]);
      expect(items.filter(({ name, state }) => name === "parcels.makeLabel" && state === "done")).toHaveLength(3);
    };
    await vi.waitFor(isIdle, { timeout: 30_000, interval: 100 });
  }
}, 60_000);

test("open pages are notified of changes of their own organisation only", async () => {
  const [acme, globex] = organisations;
  const abort = new AbortController();
  const heard: string[] = [];
  const stream = await acme?.members.viewer.call.system.live({});
  const read = async () => {
    for await (const message of stream ?? []) {
      heard.push(JSON.stringify(message));
      if (abort.signal.aborted) return;
    }
  };
  const reading = read();
  await vi.waitFor(() => expect(testApp.app.live.readers).toBe(1));
  const theirs = await globex?.members.owner.call.tags.create({ name: "globex, heard by no one", color: "red" });
  const first = await acme?.members.owner.call.tags.create({ name: "acme, heard", color: "red" });
  await vi.waitFor(() => expect(heard.join()).toContain(first?.id));
  expect(heard.join()).not.toContain(theirs?.id);
  abort.abort();
  await acme?.members.owner.call.tags.create({ name: "acme, heard last", color: "red" });
  await reading;
});
