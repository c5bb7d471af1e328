import type { Page } from "@playwright/test";
import { z } from "zod";
import { createDispatchData } from "./modules/parcels.ts";
import {
  call,
  colleague,
  createTenant,
  expect,
  expectAccessible,
  fresh,
  signUp,
  test,
  testUrls,
  untilLive,
} from "./support/actions.ts";

// Features of the platform, tested with parcels.

/** A packed parcel. @returns its id */
async function packedParcel(page: Page, tenant: string, reference = fresh("WB")): Promise<string> {
  const { lamp, ada } = await createDispatchData(page, tenant);
  const lines = [{ itemId: lamp.id, quantity: 1 }];
  return (await call(page, tenant, "parcels.create", { reference, recipientId: ada.id, lines, packed: true })).id;
}

const at = (tenant: string, path: string) => `${testUrls().BASE_URL}/t/${tenant}${path}`;

test("a role is created in the matrix, assigned to a member, and applies from the next request on", {
  tag: "@long",
}, async ({ page }) => {
  await signUp(page, "Olive Owner");
  const tenant = await createTenant(page);
  await page.goto(at(tenant, "/roles/new"));
  await page.getByLabel("Name").fill("Packer");
  await page.getByRole("button", { name: "Create role" }).click();
  await expect(page.getByText("Choose at least one permission.")).toBeVisible();
  for (const permission of ["Parcels: Read", "Items: Read", "Organisation: Read", "Parcels: Update"]) {
    await page.getByLabel(permission, { exact: true }).check();
  }
  await expectAccessible(page);
  await page.getByRole("button", { name: "Create role" }).click();
  await expect(page.getByRole("link", { name: "Packer" })).toBeVisible();
  await expectAccessible(page);

  const other = await colleague(page, tenant, "viewer", "Pia Packer");
  await page.goto(at(tenant, "/members"));
  await page.getByLabel("Role of Pia Packer").selectOption({ label: "Packer" });
  await expect(page.getByText("Pia Packer has a new role")).toBeVisible();
  const id = await packedParcel(page, tenant);
  await other.goto(at(tenant, `/parcels/${id}`));
  const dispatch = other.getByRole("button", { name: "Dispatch" });
  await expect(dispatch).toHaveAttribute("title", "You need the permission parcels.dispatch for this.");
  await expect(other.getByRole("link", { name: "Tags" })).toHaveCount(0);

  await page.goto(at(tenant, "/roles"));
  await page.getByRole("link", { name: "Packer" }).click();
  await page.getByLabel("Parcels: Dispatch").check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "Roles" })).toBeVisible();
  await other.reload();
  await untilLive(other);
  await dispatch.click();
  await expect(other.getByText("Delivered", { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  await other.context().close();
});

test("an event shows its handlers and can be replayed; the map shows publishers and handlers", {
  tag: "@long",
}, async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const id = await packedParcel(page, tenant);
  await call(page, tenant, "parcels.dispatch", { id });
  await page.goto(at(tenant, "/events"));
  await page.getByRole("link", { name: "parcel.dispatched" }).click();
  await expect(page.getByText("parcels.startCarriage")).toBeVisible();
  const done = page.getByRole("main").getByText("Done", { exact: true });
  await expect(done).toHaveCount(1);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Replay" }).click();
  await expect(done).toHaveCount(2);
  await page.goto(at(tenant, "/events/map"));
  await expect(page.getByRole("heading", { name: "Parcels" })).toBeVisible();
  await page.getByRole("listitem").filter({ hasText: "parcels.startCarriage" }).getByRole("button").click();
  await expect(page.getByText("0 events will be replayed.")).toBeVisible();
  await page.getByLabel("All events").check();
  await expect(page.getByText("1 event will be replayed.")).toBeVisible();
  await page.getByRole("dialog").getByRole("button", { name: "Replay" }).click();
  await expect(page.getByRole("heading", { name: "Replay events" })).toBeVisible();
  await expect(page.getByText("1 of 1 events")).toBeVisible();
  await page.goto(at(tenant, "/events/dead-letters"));
  await expect(page.getByText("No dead letters")).toBeVisible();
});

test("a failed job shows its reason and log, and is retried; a schedule is switched on", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const answer = await page.request.post(`${testUrls().BASE_URL}/api/files?for=items.import&name=nonsense.csv`, {
    headers: { "x-tenant-id": tenant, "content-type": "text/csv" },
    data: "these,are,no,columns\n1,2,3,4\n",
  });
  const { id: fileId } = await answer.json();
  await call(page, tenant, "items.import", { fileId });
  await page.goto(at(tenant, "/jobs"));
  await page.getByRole("link", { name: "Import items" }).click();
  await expect(page.getByText("The file has no column for sku").first()).toBeVisible();
  await expect(page.getByRole("list", { name: "Log" }).getByRole("listitem")).toHaveCount(1);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Retry" }).click();
  await expect(page.getByRole("list", { name: "Log" }).getByRole("listitem")).toHaveCount(2);
  await page.getByRole("link", { name: "Jobs" }).first().click();
  await page.getByRole("link", { name: "Schedules" }).click();
  await page.getByRole("button", { name: "Change" }).click();
  await page.getByLabel("When").fill("0 25 * * *");
  await page.getByLabel("Switched on").check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("This schedule never runs.")).toBeVisible();
  await page.getByLabel("When").fill("0 7 * * *");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/next on .*7:00/)).toBeVisible();
});

test("with two web processes, a change on one appears on the other, and so does who has a parcel open", async ({
  page,
}) => {
  await signUp(page, "Olive Owner");
  const tenant = await createTenant(page);
  const id = await packedParcel(page, tenant);
  const other = await colleague(page, tenant, "dispatcher", "Dora Dispatcher");
  // The cookie belongs to the host with any port.
  await other.goto(`${testUrls().OTHER_URL}/t/${tenant}/parcels/${id}`);
  await untilLive(other);
  await page.goto(at(tenant, `/parcels/${id}`));
  await untilLive(page);
  await expect(page.getByText("Dora Dispatcher is here too")).toBeVisible();
  await expect(other.getByText("Olive Owner is here too")).toBeVisible();
  await page.getByRole("button", { name: "Dispatch" }).click();
  await expect(other.getByText("Delivered", { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  await other.goto("about:blank");
  await expect(page.getByText("Dora Dispatcher is here too")).toBeHidden();
  await other.context().close();
});

test("a form shows concurrent changes of its record, merges them, and keeps its input", async ({ page }) => {
  await signUp(page, "Olive Owner");
  const tenant = await createTenant(page);
  const { lamp } = await createDispatchData(page, tenant);
  await page.goto(at(tenant, `/items/${lamp.id}`));
  await untilLive(page);
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Name").fill("My lamp");
  await call(page, tenant, "items.update", { id: lamp.id, version: 1, name: "Their lamp", weight: 777 });
  await expect(page.getByText("Someone changed this in the meantime.")).toBeVisible();
  await expect(page.getByText("Weight is now “777”.")).toBeVisible();
  await expect(page.getByText("you changed it too, and your value would be kept")).toBeVisible();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Olive Owner changed this in the meantime.").first()).toBeVisible();
  await page.getByRole("button", { name: "Take their changes, keep mine" }).click();
  await expect(page.getByLabel("Weight")).toHaveValue("777");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "My lamp" })).toBeVisible();
  await expect(page.getByText("777 g", { exact: true })).toBeVisible();
});

test("a tab's title is the name of its record, on every way there, and follows a change", async ({ page }) => {
  await signUp(page);
  const name = fresh("Harbour");
  const tenant = await createTenant(page, name);
  const { lamp } = await createDispatchData(page, tenant);
  const list = `${testUrls().BASE_URL}/t/${tenant}/items`;
  await page.goto(list);
  await expect(page).toHaveTitle(`Items · ${name}`);
  await page.getByRole("link", { name: "LAMP" }).click();
  await expect(page).toHaveTitle(`Desk lamp · ${name}`);
  await untilLive(page);
  await call(page, tenant, "items.update", { id: lamp.id, version: 1, name: "Lantern" });
  await expect(page).toHaveTitle(`Lantern · ${name}`);
  await page.reload();
  await expect(page).toHaveTitle(`Lantern · ${name}`);
  await page.getByRole("navigation", { name: "Breadcrumbs" }).getByRole("link", { name: "Items" }).click();
  await expect(page).toHaveTitle(`Items · ${name}`);
});

const span = z.object({
  service: z.string(),
  name: z.string(),
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
});

test("a trace covers the browser's request, the procedure, its SQL and the jobs in the worker", {
  tag: "@long",
}, async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const id = await packedParcel(page, tenant);
  await page.goto(at(tenant, `/parcels/${id}`));
  await untilLive(page);
  const [sent] = await Promise.all([
    page.waitForRequest((one) => one.url().includes("parcels.dispatch")),
    page.getByRole("button", { name: "Dispatch" }).click(),
  ]);
  await expect(page.getByText("Delivered", { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  const traceId = (await sent.headerValue("traceparent"))?.split("-")[1];
  const own = async () => {
    const spans = z.array(span).parse(await (await page.request.get(testUrls().TRACES_URL)).json());
    return spans.filter((one) => one.traceId === traceId).map((one) => `${one.service} ${one.name}`);
  };
  const wanted = [
    "waybill-web mutation parcels.dispatch",
    "waybill-web sql",
    "waybill-worker job parcels.startCarriage",
    "waybill-worker job parcels.makeLabel",
    "waybill-worker job parcels.handOver",
    "waybill-worker sql",
  ];
  const missing = async () => {
    const there = new Set(await own());
    return wanted.filter((name) => !there.has(name));
  };
  await expect.poll(missing).toEqual([]);
});

test("an organisation's files are listed to permitted members, and removed", { tag: "@long" }, async ({ page }) => {
  await signUp(page, "Olive Owner");
  const tenant = await createTenant(page);
  const answer = await page.request.post(`${testUrls().BASE_URL}/api/files?for=items.import&name=stock.csv`, {
    headers: { "x-tenant-id": tenant, "content-type": "text/csv" },
    data: "sku\n",
  });
  const { id } = await answer.json();
  const other = await colleague(page, tenant, "viewer", "Vera Viewer");
  const download = `${testUrls().BASE_URL}/api/files/${id}?tenant=${tenant}`;
  expect((await other.request.get(download)).status()).toBe(403);
  await other.goto(at(tenant, "/settings/files"));
  await expect(other.getByText("No files yet")).toBeVisible();
  await page.goto(at(tenant, "/settings/files"));
  await expect(page.getByText("4 bytes of 9.8 GB, 1 of 1,000,000 files.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Remove stock.csv" }).click();
  await expectAccessible(page);
  await page.getByRole("dialog").getByRole("button", { name: "Remove file" }).click();
  await expect(page.getByText("No files yet")).toBeVisible();
  expect((await page.request.get(download)).status()).toBe(404);
  await other.context().close();
});
