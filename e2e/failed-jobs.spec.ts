import { ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { z } from "zod";
import { uploadItems } from "./modules/items.ts";
import {
  call,
  createTenant,
  expect,
  expectAccessible,
  fresh,
  grantOperator,
  signUp,
  test,
  testUrls,
} from "./support/actions.ts";

// Operators and failed jobs of organisations, with imports of items.

const at = (path: string) => `${testUrls().BASE_URL}${path}`;

// In sequence, with one operator.
test.describe.configure({ mode: "default" });

let session: Awaited<ReturnType<BrowserContext["storageState"]>>;

test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext();
  const { email } = await signUp(await context.newPage(), "Olga Operator");
  grantOperator(email);
  session = await context.storageState();
  await context.close();
});

/** The operator's page, in a separate browser context. */
const asOperator = async (browser: Browser) => (await browser.newContext({ storageState: session })).newPage();

/** Starts an import of a file without known columns, which fails. @returns the file's id */
async function failingImport(page: Page, tenant: string): Promise<string> {
  const fileId = await uploadItems(page, tenant, "these,are,no,columns\n1,2,3,4\n");
  await call(page, tenant, "items.import", { fileId });
  await page.goto(at(`/t/${tenant}/jobs`));
  await expect(page.getByRole("table").getByText("Failed")).toBeVisible();
  return fileId;
}

const bucket = z.object({
  S3_ENDPOINT: z.string(),
  S3_BUCKET: z.string(),
  S3_ACCESS_KEY_ID: z.string(),
  S3_SECRET_ACCESS_KEY: z.string(),
});

/** Corrects a stored file. */
async function correct(fileId: string, content: string) {
  const settings = bucket.parse(JSON.parse(testUrls().STACK_ENV));
  const s3 = new S3Client({
    ...{ endpoint: settings.S3_ENDPOINT, forcePathStyle: true, region: "us-east-1" },
    credentials: { accessKeyId: settings.S3_ACCESS_KEY_ID, secretAccessKey: settings.S3_SECRET_ACCESS_KEY },
  });
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: settings.S3_BUCKET }));
  const kept = Contents.find(({ Key }) => Key?.endsWith(fileId));
  if (!kept) throw new Error(`The file ${fileId} is not kept in the bucket.`);
  await s3.send(new PutObjectCommand({ Bucket: settings.S3_BUCKET, Key: kept.Key, Body: content }));
  s3.destroy();
}

const jobType = "items.import";

test("an operator counts and retries an organisation's failed jobs, and sees their result", async ({
  page,
  browser,
}) => {
  await signUp(page, "Olive Owner");
  const name = fresh("Acme");
  const tenant = await createTenant(page, name);
  const fileId = await failingImport(page, tenant);
  await correct(fileId, "sku,name,weight,stock,price,currency\nMUG,Enamel mug,210,30,1250,EUR\n");

  const operator = await asOperator(browser);
  await operator.goto(at("/operator/queues"));
  const failed = operator.getByRole("table", { name: "Failed jobs" });
  await failed.getByRole("link", { name: /Import items/ }).click();
  await expect(operator.getByRole("heading", { name: "Import items" })).toBeVisible();
  const own = operator.getByRole("listitem").filter({ hasText: name }).filter({ hasText: "Open" });
  await expect(own).toContainText("1 failed");
  await operator.getByRole("button", { name: "Retry failed…" }).click();
  const dialog = operator.getByRole("dialog");
  await dialog.getByLabel("Organisation").selectOption({ label: name });
  await expect(dialog.getByText("1 job of 1 organisation")).toBeVisible();
  await expectAccessible(operator);
  await dialog.getByLabel("Failed").selectOption("More than an hour ago");
  await expect(dialog.getByText("No failed job matches.")).toBeVisible();
  await dialog.getByLabel("Failed").selectOption("In the last hour");
  await dialog.getByRole("button", { name: "Retry 1 job" }).click();
  const done = operator.getByRole("list", { name: "Operator actions" }).getByRole("listitem").filter({ hasText: name });
  await expect(done).toContainText("Done");
  await expect(done).toContainText("1 of 1 done");
  await expect(own).toHaveCount(0);

  // The organisation's open page shows it.
  await expect(page.getByRole("table").getByText("Done")).toBeVisible();
  await page.goto(at(`/t/${tenant}/items`));
  await expect(page.getByRole("link", { name: "MUG" })).toBeVisible();
  await page.goto(at(`/t/${tenant}/activity`));
  const entry = page.getByRole("listitem").filter({ hasText: "retried 1 job “Import items”" });
  await expect(entry).toContainText("Olga Operator");
  await operator.goto(at("/operator/activity"));
  const noted = operator.getByRole("listitem").filter({ hasText: "retried 1 job “Import items”" });
  await expect(noted.filter({ hasText: name })).toBeVisible();
  await operator.context().close();
});

test("an operator sees a tenant's jobs only on its pages and during support access", {
  tag: "@long",
}, async ({ page, browser }) => {
  await signUp(page, "Olive Owner");
  const name = fresh("Acme");
  const tenant = await createTenant(page, name);
  await failingImport(page, tenant);
  const operator = await asOperator(browser);
  await operator.goto(at(`/operator/queues/${jobType}`));
  await operator.getByRole("button", { name: `Open ${name}` }).click();
  await operator.getByLabel("Reason").fill("They cannot import a file");
  await operator.getByRole("dialog").getByRole("button", { name: "Start" }).click();
  await operator.waitForURL(`**/t/${tenant}`);
  await operator.goto(at(`/operator/queues/${jobType}`));
  await operator.getByRole("link", { name: `Jobs of ${name}` }).click();
  await operator.getByRole("table").getByRole("link", { name: "Import items" }).click();
  // Support access has the permissions of a viewer, who cannot import.
  await expect(operator.getByText("require a permission that you do not have")).toBeVisible();
  await expect(operator.getByText("The file has no column for")).toHaveCount(0);
  await expect(operator.getByRole("button", { name: "Retry" })).toHaveAttribute("title", /permission/);
  await operator.context().close();
});
