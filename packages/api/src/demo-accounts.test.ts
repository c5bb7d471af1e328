import { existsSync } from "node:fs";
import { join } from "node:path";
import { hash } from "@node-rs/argon2";
import { newId } from "@waybill/db";
import { files } from "@waybill/db/files";
import { postgres } from "@waybill/db/testing";
import { users } from "@waybill/db/users";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commandContext, setOperator } from "./command-line/index.ts";
import { demo, findDemo, removeDemo, revokePublishedOperators } from "./demo-accounts.ts";
import { fileKey } from "./platform/files/service.ts";
import { seedDemo } from "./seed.ts";
import { refusal, TestApp } from "./testing.ts";

let testApp: TestApp;
let owner: ReturnType<typeof postgres>;

beforeAll(async () => {
  testApp = await TestApp.start();
  owner = postgres(testApp.urls.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(() => owner.end());

const operators = async () =>
  (await owner`select email from users where superuser order by email`).map(({ email }) => email);

/** An account as an earlier version made it. */
async function account(email: string, password: string, operator = false) {
  const passwordHash = await hash(password);
  const [user] = await testApp.app.database.transaction({}, ({ db }) =>
    db.insert(users).values({ email, name: email, passwordHash, operator }).returning(),
  );
  return user?.id ?? "";
}

describe("the demo data", () => {
  test("has no operator, and is written once", async () => {
    await seedDemo(testApp.app);
    const before = await owner`select email from users order by email`;
    expect(before.map(({ email }) => email)).toEqual([demo.email, "mia@waybill.localhost"]);
    expect(await operators()).toEqual([]);
    await seedDemo(testApp.app);
    expect(await owner`select email from users order by email`).toEqual(before);
  });

  test("is removed completely: accounts, organisation and files; the data of other people stays", async () => {
    const { app } = testApp;
    const other = await testApp.tenant("acme", "owner");
    const rowsOfAcme = () => owner`select * from memberships where tenant_id = ${other.id}`;
    const before = await rowsOfAcme();
    const [{ id: northwind } = { id: "" }] = await owner`select id from tenants where slug = ${demo.slug}`;
    const key = fileKey(northwind, newId());
    await app.clients.files.write(key, new TextEncoder().encode("a label"));
    await testApp.direct.transaction({ tenantId: northwind }, ({ db }) =>
      db.insert(files).values({ tenantId: northwind, name: "label", contentType: "text/plain", size: 7, key }),
    );

    const found = await findDemo(app);
    expect(found.accounts.map(({ email }) => email)).toEqual([demo.email, "mia@waybill.localhost"]);
    expect(found).toMatchObject({ removed: [{ slug: demo.slug }], kept: [] });
    await removeDemo(app, found);

    const tables = await owner`select table_name from information_schema.columns
      where column_name = 'tenant_id' and table_schema = 'public'`;
    for (const { table_name } of tables) {
      const left = await owner`select 1 from ${owner(table_name)} where tenant_id = ${northwind}`;
      expect(left, table_name).toHaveLength(0);
    }
    expect(await owner`select 1 from tenants where id = ${northwind}`).toHaveLength(0);
    expect(await owner`select 1 from users where email like '%waybill.localhost'`).toHaveLength(0);
    expect(existsSync(join(app.settings.DATA_DIR, "files", key))).toBe(false);
    expect(await rowsOfAcme()).toEqual(before);
    const entries = await owner`select summary from installation_activity where action = 'demo.remove'`;
    expect(entries.length).toBeGreaterThanOrEqual(3);
    expect(await findDemo(app)).toEqual({ accounts: [], removed: [], kept: [] });
  });

  test("leaves an organisation that others have joined, with a new owner if it would have none", async () => {
    const { app } = testApp;
    const id = await account(demo.email, demo.password);
    const demoUser = { id, email: demo.email, sessionId: "" };
    const joined = await testApp.tenant("joined", "viewer", "admin");
    const owned = await testApp.tenant("owned", "owner");
    await testApp.join(joined.id, demoUser, "owner");
    await testApp.join(owned.id, demoUser, "owner");
    const found = await findDemo(app);
    expect(found.removed).toEqual([]);
    expect(new Map(found.kept.map(({ slug, heir }) => [slug, heir?.email ?? null]))).toEqual(
      new Map([
        ["joined", joined.members.admin.email],
        ["owned", null],
      ]),
    );
    await removeDemo(app, found);
    const roles = await owner`select user_id, role from memberships where tenant_id = ${joined.id}`;
    expect(new Map(roles.map(({ user_id, role }) => [user_id, role]))).toEqual(
      new Map([
        [joined.members.admin.id, "owner"],
        [joined.members.viewer.id, "viewer"],
      ]),
    );
  });
});

describe("an operator", () => {
  test("with a published password loses the rights; one with another password keeps them", async () => {
    await account("operator@waybill.localhost", "waybill-operator", true);
    await account(demo.email, "a password of one's own", true);
    expect(await revokePublishedOperators(testApp.app)).toEqual(["operator@waybill.localhost"]);
    expect(await operators()).toEqual([demo.email]);
    expect(await revokePublishedOperators(testApp.app)).toEqual([]);
  });

  test("cannot be a demo account or an unknown address", async () => {
    const { app } = testApp;
    const command = await commandContext(app);
    const issuesOf = async (email: string) => (await refusal(setOperator(command, email, true))).issues;
    expect(await issuesOf(" Operator@Waybill.localhost ")).toEqual(["email not_allowed"]);
    expect(await issuesOf("unknown@example.test")).toEqual(["email not_found"]);
    expect(await issuesOf("no address")).toEqual(["email not_found"]);
    expect(await setOperator(command, demo.email, false)).toMatchObject({ email: demo.email });
    const { id, email } = await testApp.user("Olga");
    await setOperator(command, email, true);
    const [row] = await app.database.transaction({}, ({ db }) => db.select().from(users).where(eq(users.id, id)));
    expect(row?.operator).toBe(true);
  });
});
