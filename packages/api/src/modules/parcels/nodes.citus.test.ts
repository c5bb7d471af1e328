import { newId } from "@waybill/db";
import { migrate } from "@waybill/db/migrate";
import { createOwnedDatabase, postgres, type TestDatabase } from "@waybill/db/testing";
import { laterMigrations } from "@waybill/db/testing-migrations";
import { beforeAll, describe, expect, test } from "vitest";
import { runJob } from "../../core/jobs/run-job.ts";
import { TestApp, type TestMember } from "../../testing.ts";
import { type Known, known, reads } from "./testing/reads.ts";

// Tests that need a cluster of Citus. `npm run test:citus -- URL` runs it.

const tenant = "nullif(current_setting('app.tenant_id', true), '')::uuid";

/** A later version's module: two tables that refer to each other, to tables of tenants and to copied ones. */
const later = laterMigrations({
  "9000_crates": ["crates", "crate_items"]
    .map(
      (name) => `CREATE TABLE "${name}" (
        "tenant_id" uuid DEFAULT ${tenant} NOT NULL,
        "id" uuid NOT NULL,
        "item_id" uuid NOT NULL,
        "crate_id" uuid,
        "user_id" uuid,
        CONSTRAINT "${name}_pkey" PRIMARY KEY("tenant_id","id"));--> statement-breakpoint
      ALTER TABLE "${name}" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
      ALTER TABLE "${name}" ADD CONSTRAINT "${name}_tenant_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE cascade;--> statement-breakpoint
      ALTER TABLE "${name}" ADD CONSTRAINT "${name}_user_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id");--> statement-breakpoint
      ALTER TABLE "${name}" ADD CONSTRAINT "${name}_item_fkey" FOREIGN KEY ("tenant_id","item_id") REFERENCES "items"("tenant_id","id");--> statement-breakpoint
      ALTER TABLE "${name}" ADD CONSTRAINT "${name}_crate_fkey" FOREIGN KEY ("tenant_id","crate_id") REFERENCES "crates"("tenant_id","id");--> statement-breakpoint
      CREATE INDEX "${name}_item_idx" ON "${name}" ("tenant_id","item_id");--> statement-breakpoint
      CREATE POLICY "${name}_tenant" ON "${name}" USING (tenant_id = ${tenant}) WITH CHECK (tenant_id = ${tenant})`,
    )
    .join(";--> statement-breakpoint\n"),
});

describe("a later version's tables", () => {
  let testApp: TestApp;
  beforeAll(async () => {
    testApp = await TestApp.start();
    await migrate(testApp.urls.ownerUrl, { folder: later });
  });

  test("are colocated with the tables that they reference, and keep their foreign keys", async () => {
    const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
    const [row] = await owner`
      select count(distinct colocationid)::int as places, count(*)::int as tables,
        (select count(*)::int from pg_constraint where contype = 'f' and conrelid::regclass::text like 'crate%') as keys,
        (select bool_and(relrowsecurity and relforcerowsecurity) from pg_class where relname in ('crates', 'crate_items')) as guarded
      from pg_dist_partition where logicalrelid::text in ('items', 'crates', 'crate_items') and partmethod = 'h'`;
    await owner.end();
    expect(row).toEqual({ places: 1, tables: 3, keys: 8, guarded: true });
  });

  test("accept references to existing rows, and no others", async () => {
    const acme = await testApp.tenant("acme", "owner");
    const globex = await testApp.tenant("globex", "owner");
    const { id: item } = await acme.members.owner.call.items.create({
      ...{ sku: "L", name: "Lamp", weight: 1, stock: 1, price: 1, currency: "EUR" },
    });
    const crate = newId();
    const add = (tenantId: string, table: string, crateId: string | null) =>
      testApp.direct.transaction({ tenantId }, ({ send }) =>
        send(`insert into ${table} (tenant_id, id, item_id, crate_id) values ($1, $2, $3, $4)`, [
          ...[tenantId, table === "crates" ? crate : newId(), item, crateId],
        ]),
      );
    await add(acme.id, "crates", null);
    await add(acme.id, "crate_items", crate);
    await expect(add(acme.id, "crate_items", newId())).rejects.toThrow(/crate_fkey/);
    await expect(add(globex.id, "crates", null)).rejects.toThrow(/item_fkey/);
    const seen = (tenantId: string) =>
      testApp.direct.transaction({ tenantId }, ({ send }) =>
        send("select count(*)::int as crates from crates where tenant_id = $1", [acme.id]),
      );
    expect([await seen(acme.id), await seen(globex.id)]).toEqual([[{ crates: 1 }], [{ crates: 0 }]]);
  });
});

describe("the coordinator's copies of reference tables", () => {
  let testApp: TestApp;
  beforeAll(async () => {
    testApp = await TestApp.start();
  });

  test("find the caller of a request, by a cached plan", async () => {
    const acme = await testApp.tenant("acme", "owner");
    await acme.members.owner.call.tags.list();
    const [found] = testApp.statements.filter((text) => text.includes("set_config('app.tenant_id'"));
    for (const table of ["sessions", "users", "tenants", "memberships"]) {
      expect(found).toMatch(new RegExp(`(from|join) "public"."${table}_\\d+" "${table}"`));
    }
    expect(found).not.toMatch(/(?:from|join) "(?:sessions|users|tenants|memberships)"/);
  });

  test("have the policies of their tables", async () => {
    const [acme, globex] = await Promise.all([testApp.tenant("one", "owner"), testApp.tenant("two", "owner")]);
    const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
    const [copy] = await owner`
      select 'memberships_' || shardid as name from pg_dist_shard where logicalrelid = 'memberships'::regclass`;
    await owner.end();
    const seen = (tenantId: string) =>
      testApp.direct.transaction({ tenantId }, ({ send }) =>
        send(`select count(*)::int as members from ${copy?.name} where tenant_id = $1`, [acme.id]),
      );
    expect([await seen(acme.id), await seen(globex.id)]).toEqual([[{ members: 1 }], [{ members: 0 }]]);
  });
});

describe("a tenant on one node", () => {
  let testApp: TestApp;
  let call: TestMember["call"];
  let ids: Known;

  beforeAll(async () => {
    testApp = await TestApp.start();
    ({ call } = (await testApp.tenant("acme", "owner")).members.owner);
    const item = await call.items.create({ sku: "L", name: "Lamp", weight: 1, stock: 5, price: 1, currency: "EUR" });
    const place = await call.places.create({
      code: "P",
      name: "Ada",
      country: "DE",
      city: "Berlin",
      postcode: "10117",
    });
    const [one, other] = [
      await call.tags.create({ name: "One", color: "red" }),
      await call.tags.create({ name: "Other", color: "red" }),
    ];
    const parcel = { recipientId: place.id, lines: [{ itemId: item.id, quantity: 1 }], tagIds: [one.id, other.id] };
    for (const reference of ["WB-1", "WB-2", "WB-3"]) await call.parcels.create({ reference, ...parcel });
    ids = await known(call);
  });

  test.each(reads)("answers: %s", async (_name, _most, read) => {
    await expect(read(call, ids)).resolves.toBeDefined();
  });

  test("gets the words of its records by the migration", async () => {
    const owner = postgres(testApp.urls.ownerUrl, { max: 1, onnotice: () => {} });
    const words = () => owner`select kind, word, thing_id from search_words order by 1, 2, 3`;
    const before = [...(await words())];
    expect(before.length).toBeGreaterThan(0);
    await owner`delete from search_words`;
    for (const name of ["places", "items", "parcels"]) {
      await owner.unsafe(`comment on function fill_search_${name} is null`);
    }
    await migrate(testApp.urls.ownerUrl);
    expect([...(await words())]).toEqual(before);
    await owner.end();
  });
});

describe("an owner without superuser", () => {
  let database: TestDatabase;
  let testApp: TestApp;
  let acme: Awaited<ReturnType<typeof make>>;
  const make = () => testApp.tenant("acme", "owner");

  beforeAll(async () => {
    database = await createOwnedDatabase();
    testApp = await TestApp.start({}, {}, { database });
    acme = await make();
  });

  /** Calls a function in the tenant. */
  const called = (text: string) =>
    testApp.direct.transaction({ tenantId: acme.id }, ({ send }) => send(`select * from ${text}`));

  test("has triggers that count parcels; a recount finds no difference", async () => {
    const { call } = acme.members.owner;
    const item = await call.items.create({ sku: "L", name: "Lamp", weight: 1, stock: 5, price: 1, currency: "EUR" });
    const place = await call.places.create({
      ...{ code: "P", name: "Ada", country: "DE", city: "Berlin", line1: "Street 1", postcode: "10117" },
    });
    const tag = await call.tags.create({ name: "Fragile", color: "red" });
    const parcel = { recipientId: place.id, lines: [{ itemId: item.id, quantity: 1 }], tagIds: [tag.id] };
    const { id } = await call.parcels.create({ reference: "WB-1", ...parcel });
    await call.parcels.create({ reference: "WB-2", ...parcel });
    await call.parcels.setPacked({ id, packed: true });
    const { byState } = await call.parcels.overview();
    expect(byState).toMatchObject({ draft: 1, packed: 1 });
    expect(await called("recount_parcels()")).toEqual([]);
    expect((await call.parcels.overview()).byState).toEqual(byState);
    expect((await call.parcels.list({ search: "lamp" })).items).toHaveLength(2);
  });

  test("has functions that delete old events and activity, and keep recent ones", async () => {
    const owner = postgres(testApp.urls.cluster.ownerUrl.replace("NAME", database.name), { max: 1 });
    const old = "00000000-0000-7000-8000-000000000001";
    await owner`update events set created_at = now() - interval '60 days' where tenant_id = ${acme.id} and entity = 'tag'`;
    await owner`update activity set created_at = now() - interval '60 days' where tenant_id = ${acme.id} and entity = 'tag'`;
    const last = "'ffffffff-ffff-7fff-8fff-ffffffffffff'";
    for (const table of ["events", "activity"]) {
      const [before] = await owner`select count(*)::int as rows from ${owner(table)} where tenant_id = ${acme.id}`;
      expect(await called(`remove_old_${table}(now(), '${old}', 100)`)).toEqual([]);
      expect(await called(`remove_old_${table}(now(), ${last}, 100)`)).toMatchObject([{ entity: "tag" }]);
      const [after] = await owner`select count(*)::int as rows from ${owner(table)} where tenant_id = ${acme.id}`;
      expect(after?.rows).toBe(before?.rows - 1);
    }
    await owner.end();
  });

  test("has nightly jobs that remove old data, clean up files and correct counts", async () => {
    const owner = postgres(testApp.urls.cluster.ownerUrl.replace("NAME", database.name), { max: 1 });
    const { call } = acme.members.owner;
    const { byState } = await call.parcels.overview();
    await owner`update parcel_tallies set amount = amount + 7 where tenant_id = ${acme.id} and measure = 'state'`;
    await owner.end();
    const origin = { ip: null, traceparent: null };
    const envelope = { tenantId: null, userId: null, requestId: "night", origin, input: {} };
    for (const name of ["jobs.removeOld", "files.cleanUp", "parcels.checkTallies"]) {
      const job = testApp.app.registry.jobs.get(name);
      if (!job) throw new Error(`There is no job type ${name}.`);
      await runJob(testApp.app, job, { id: newId(), envelope, attempt: 1, signal: new AbortController().signal });
    }
    expect((await call.parcels.overview()).byState).toEqual(byState);
    expect((await call.jobs.list({})).items.map(({ name }) => name)).toContain("parcels.reportTallies");
  });

  test("completes new structures for each tenant: words and counts", async () => {
    const owner = postgres(testApp.urls.cluster.ownerUrl.replace("NAME", database.name), { max: 1 });
    const contents = async () => ({
      words: await owner`select word, kind from search_words where tenant_id = ${acme.id} order by 1, 2`,
      parcels: await owner`
        select state, sum(amount)::int as amount from parcel_tallies
        where tenant_id = ${acme.id} and measure = 'state' group by 1 having sum(amount) <> 0 order by 1`,
    });
    const before = await contents();
    expect(before.words.length).toBeGreaterThan(5);
    expect(before.parcels.length).toBeGreaterThan(1);
    await owner`delete from search_words where tenant_id = ${acme.id}`;
    await owner`delete from parcel_tallies where tenant_id = ${acme.id}`;
    for (const name of [
      "fill_search_parcels(uuid, integer)",
      "fill_search_items(uuid, integer)",
      "fill_search_places(uuid, integer)",
    ])
      await owner.unsafe(`comment on function ${name} is 'made by the version before'`);
    await owner.unsafe("comment on trigger tally_insert on parcels is 'made by the version before'");
    await migrate(database.ownerUrl);
    const after = await contents();
    await owner.end();
    expect(after).toEqual(before);
  });
});
