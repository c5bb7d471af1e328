import { expect } from "@playwright/test";
import { createDispatchData } from "./modules/parcels.ts";
import {
  call,
  colleague,
  createTenant,
  expectAccessible,
  openDesk,
  signUp,
  test,
  testUrls,
  untilLive,
} from "./support/actions.ts";

test("the palette finds pages, commands and records, with only the keyboard", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const { lamp, ada } = await createDispatchData(page, tenant);
  const parcel = { reference: "WB-4711", recipientId: ada.id, lines: [{ itemId: lamp.id, quantity: 1 }] };
  const { id } = await call(page, tenant, "parcels.create", parcel);
  const base = `${testUrls().BASE_URL}/t/${tenant}`;
  const field = page.getByRole("combobox", { name: "Search and commands" });
  const option = (name: string | RegExp) => page.getByRole("option", { name, exact: true });
  await openDesk(page, tenant);
  await untilLive(page);

  await test.step("the entries before a search are accessible", async () => {
    await page.keyboard.press("Control+k");
    await expect(field).toBeFocused();
    for (const name of ["New parcel", "Parcels", "Members", "Your account"]) await expect(option(name)).toBeAttached();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(field).toHaveCount(0);
  });

  await test.step("a parcel, by its number", async () => {
    await page.keyboard.press("Control+k");
    await field.fill("4711");
    await expect(option("WB-4711 Grace Hopper, Berlin")).toHaveAttribute("aria-selected", "true");
    await expectAccessible(page);
    await page.keyboard.press("Enter");
    await page.waitForURL(`${base}/parcels/${id}`);
  });

  await test.step("Enter directly after typing opens the record that was typed", async () => {
    const other = await call(page, tenant, "parcels.create", { ...parcel, reference: "WB-4712" });
    for (const [typed, opened] of [
      ["wb-4712", other.id],
      ["wb-4711", id],
    ]) {
      await page.keyboard.press("Control+k");
      await field.fill("wb-47");
      await expect(option("WB-4712 Grace Hopper, Berlin")).toBeVisible();
      await field.fill(String(typed));
      await page.keyboard.press("Enter");
      await page.waitForURL(`${base}/parcels/${opened}`);
    }
  });

  await test.step("a misspelt recipient, and their parcels", async () => {
    await page.keyboard.press("Control+k");
    await field.fill("grace hoper");
    await expect(option("Grace Hopper C-1, Berlin")).toBeVisible();
    await expect(option("WB-4711 Grace Hopper, Berlin")).toBeVisible();
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${base}/places/${ada.id}`);
  });

  await test.step("a command, from a form that asks before leaving", async () => {
    await page.goto(`${base}/items/new`);
    await untilLive(page);
    await page.getByLabel("SKU").fill("MINE");
    await page.keyboard.press("Control+k");
    await field.fill("new pla");
    await expect(option("New place")).toHaveAttribute("aria-selected", "true");
    const asked = page.waitForEvent("dialog");
    const chosen = page.keyboard.press("Enter");
    await (await asked).accept();
    await chosen;
    await page.waitForURL(`${base}/places/new`);
  });

  await test.step("no results, with a sentence", async () => {
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await field.fill("qqqqqq");
    await expect(page.getByText("No results for “qqqqqq”.")).toBeVisible();
    await expectAccessible(page);
  });
});

test("the palette offers permitted commands of modules that are on", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  await createDispatchData(page, tenant);
  await call(page, tenant, "modules.switch", { name: "parcels", on: false });
  const viewer = await colleague(page, tenant, "viewer", "Vera Viewer");
  await untilLive(viewer);
  await viewer.keyboard.press("Control+k");
  const names = viewer.getByRole("option");
  await expect(names.filter({ hasText: "Places" })).toBeVisible();
  for (const name of ["New place", "New parcel", "Parcels"])
    await expect(names.filter({ hasText: name })).toHaveCount(0);
  await viewer.getByRole("combobox", { name: "Search and commands" }).fill("lamp");
  await expect(names.filter({ hasText: "Desk lamp" })).toBeVisible();
});
