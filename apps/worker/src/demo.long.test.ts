import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { seedDemo } from "@waybill/api/seed";
import { TestApp } from "@waybill/api/testing";
import { postgres } from "@waybill/db/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

let testApp: TestApp;
let owner: ReturnType<typeof postgres>;

beforeAll(async () => {
  testApp = await TestApp.start();
  owner = postgres(testApp.urls.ownerUrl, { max: 1 });
});
afterAll(() => owner.end());

/** Runs a command of the project on a given database, without input. */
async function command(...args: string[]): Promise<string> {
  const root = fileURLToPath(new URL("../../..", import.meta.url));
  const running = promisify(execFile)(process.execPath, ["tooling/cli/main.ts", ...args], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: testApp.urls.applicationUrl,
      DATABASE_OWNER_URL: testApp.urls.ownerUrl,
      DATA_DIR: mkdtempSync(join(tmpdir(), "waybill-demo-")),
      SMTP_URL: "smtp://127.0.0.1:1",
    },
  });
  running.child.stdin?.end();
  return (await running).stdout;
}

const addresses = async () => (await owner`select email from users order by email`).map(({ email }) => email);

test("demo accounts in a given database are reported, and removed after a confirmation", async () => {
  await seedDemo(testApp.app);
  await owner`update users set superuser = true where email like 'mia@%'`;
  const { email } = await testApp.user("Ada");
  const before = await addresses();
  const warned = await command("db:migrate");
  expect(warned).toContain("demo@waybill.localhost, mia@waybill.localhost (an operator)");
  expect(warned).toContain("npm run demo:remove");

  await expect(command("demo:remove")).rejects.toThrow("Nothing was removed.");
  expect(await addresses()).toEqual(before);

  const removed = await command("demo:remove", "--yes");
  expect(removed).toContain("The account demo@waybill.localhost is removed.");
  expect(removed).toContain("The organisation Northwind Supplies (northwind) is removed with all its data.");
  expect(await addresses()).toEqual([email]);
});
