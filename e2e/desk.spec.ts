import { createDispatchData } from "./modules/parcels.ts";
import { call, createTenant, expect, logOf, openDesk, signUp, test, testUrls, untilLive } from "./support/actions.ts";

test("a colleague's change appears without a reload", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  await page.goto(`${testUrls().BASE_URL}/t/${tenant}/items`);
  await untilLive(page);
  await expect(page.getByText("No items yet")).toBeVisible();
  await createDispatchData(page, tenant);
  await expect(page.getByRole("link", { name: "LAMP" })).toBeVisible();
});

test("a closed page closes its live connection", async ({ page, context }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  await openDesk(page, tenant);
  await untilLive(page);
  const ended = () =>
    logOf("web").filter((line) => line.includes(tenant) && line.includes("live connection ended")).length;
  const before = ended();
  // A page of another organisation, so that the context stays open.
  await (await context.newPage()).goto(testUrls().BASE_URL);
  await page.close();
  await expect.poll(ended).toBe(before + 1);
});

test("lists search, filter, sort and act on many rows, and keep their state in the URL", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  await createDispatchData(page, tenant);
  await page.goto(`${testUrls().BASE_URL}/t/${tenant}/items`);
  await untilLive(page);
  const rows = page.locator("tbody tr");
  await expect(rows).toHaveCount(2);
  await page.keyboard.press("/");
  await page.keyboard.type("cab");
  await expect(rows).toHaveCount(1);
  await expect(page).toHaveURL(/q=cab/);
  await page.reload();
  await expect(rows).toHaveCount(1);
  await page.getByLabel("Search items").fill("zzz");
  await page.getByRole("button", { name: "Clear search and filters" }).click();
  await expect(rows).toHaveCount(2);
  await page.getByRole("button", { name: "SKU" }).click();
  await expect(rows.first()).toContainText("LAMP");
  await untilLive(page);
  await page.getByLabel("Select all rows").check();
  await page.getByRole("button", { name: "Archive" }).click();
  // It stays while the pointer is over it.
  await page.getByText("2 items archived").hover();
  await expect(page.getByText("No items yet")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(rows).toHaveCount(2);
});

test("tags are created, assigned and removed", { tag: "@long" }, async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  await createDispatchData(page, tenant);
  await page.goto(`${testUrls().BASE_URL}/t/${tenant}/tags`);
  await untilLive(page);
  await page.getByRole("button", { name: "New tag" }).first().click();
  await page.getByLabel("Name").fill("Fragile");
  await page.getByRole("radio", { name: "red" }).click();
  await page.getByRole("button", { name: "Create tag" }).click();
  await expect(page.getByRole("main").getByRole("listitem").filter({ hasText: "Fragile" })).toBeVisible();
  await page.getByRole("button", { name: "New tag" }).first().click();
  await page.getByLabel("Name").fill("fragile");
  await page.getByRole("button", { name: "Create tag" }).click();
  await expect(page.getByText("A tag named fragile already exists.")).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();

  await page.getByRole("link", { name: "Items" }).first().click();
  await page.getByRole("link", { name: "LAMP" }).click();
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByRole("button", { name: "Fragile" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("definition").filter({ hasText: "Fragile" })).toBeVisible();

  await page.getByRole("link", { name: "Tags" }).first().click();
  await page.getByRole("button", { name: "Delete Fragile" }).click();
  await page.getByRole("button", { name: "Delete tag" }).click();
  await expect(page.getByText("No tags yet")).toBeVisible();
});

test("a concurrent change of a parcel is not overwritten", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const { lamp, ada } = await createDispatchData(page, tenant);
  const lines = [{ itemId: lamp.id, quantity: 1 }];
  const parcel = { reference: "SHARED", recipientId: ada.id, lines };
  const { id } = await call(page, tenant, "parcels.create", parcel);
  await page.goto(`${testUrls().BASE_URL}/t/${tenant}/parcels/${id}`);
  await untilLive(page);
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Note (optional)").fill("mine");
  await call(page, tenant, "parcels.update", { ...parcel, id, version: 1, note: "theirs" });
  await expect(page.getByText("Someone changed this in the meantime.")).toBeVisible();
  await expect(page.getByLabel("Note (optional)")).toHaveValue("mine");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/so nothing was saved/)).toBeVisible();
  await page.getByRole("button", { name: "Discard mine" }).click();
  await expect(page.getByLabel("Note (optional)")).toHaveValue("theirs");
});

test("on a phone the menu is a drawer", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signUp(page);
  await openDesk(page, await createTenant(page));
  await page.getByRole("button", { name: "Open the menu" }).click();
  await page.getByRole("dialog").getByRole("link", { name: "Places" }).click();
  await expect(page.getByRole("heading", { name: "Places" })).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("the desk works with only the keyboard", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  await page.goto(`${testUrls().BASE_URL}/t/${tenant}/items/new`);
  await untilLive(page);
  await page.keyboard.press("Tab");
  await page.getByLabel("SKU").focus();
  await page.keyboard.type("KEY-1");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Keyboard");
  await page.keyboard.press("Tab");
  await page.keyboard.type("700");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  // At a person's speed: faster input that ends with Enter is a scan.
  await page.keyboard.type("49.90", { delay: 60 });
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Keyboard" })).toBeVisible();
  await expect(page.getByText("€49.90")).toBeVisible();
});
