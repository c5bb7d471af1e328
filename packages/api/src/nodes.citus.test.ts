import { newId } from "@waybill/db";
import { migrate } from "@waybill/db/migrate";
import { createTestDatabase, postgres } from "@waybill/db/testing";
import { laterMigrations } from "@waybill/db/testing-migrations";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TestApp } from "./testing.ts";

// What only a cluster of Citus can show. `npm run test:citus -- URL` runs it.

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

  test("lie beside those that their foreign keys refer to, and keep them", async () => {
    const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
    const [row] = await owner`
      select count(distinct colocationid)::int as places, count(*)::int as tables,
        (select count(*)::int from pg_constraint where contype = 'f' and conrelid::regclass::text like 'crate%') as keys,
        (select bool_and(relrowsecurity and relforcerowsecurity) from pg_class where relname in ('crates', 'crate_items')) as guarded
      from pg_dist_partition where logicalrelid::text in ('items', 'crates', 'crate_items') and partmethod = 'h'`;
    await owner.end();
    expect(row).toEqual({ places: 1, tables: 3, keys: 8, guarded: true });
  });

  test("take rows that refer to what is there, and no others", async () => {
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
