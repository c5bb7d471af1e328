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

test("filters combine in the URL, views are saved and shared, and keys move through the rows", async ({ page }) => {
  await signUp(page, "Olive Owner");
  const tenant = await createTenant(page);
  const { lamp, ada } = await createDispatchData(page, tenant);
  const urgent = await call(page, tenant, "tags.create", { name: "Urgent", color: "red" });
  const make = async (values: { packed: boolean; tagIds: string[] }) => {
    const reference = fresh("WB");
    const lines = [{ itemId: lamp.id, quantity: 1 }];
    await call(page, tenant, "parcels.create", { reference, recipientId: ada.id, lines, ...values });
    return reference;
  };
  const [draft, packed] = [
    await make({ packed: false, tagIds: [urgent.id] }),
    await make({ packed: true, tagIds: [urgent.id] }),
  ];
  const plain = await make({ packed: true, tagIds: [] });
  await page.goto(`${testUrls().BASE_URL}/t/${tenant}/parcels`);
  await untilLive(page);
  const row = (reference: string) => page.getByRole("link", { name: reference });
  const shown = async (...references: string[]) => {
    for (const each of [draft, packed, plain]) await expect(row(each)).toHaveCount(references.includes(each) ? 1 : 0);
  };

  await test.step("a state and a tag", async () => {
    await page.getByRole("button", { name: "Filter" }).click();
    const filters = page.getByRole("dialog", { name: "Filters" });
    await filters.locator("summary", { hasText: "Tag" }).click();
    await filters.getByRole("checkbox", { name: "Urgent" }).check();
    await shown(draft, packed);
    await filters.locator("summary", { hasText: "State" }).click();
    await filters.getByRole("checkbox", { name: "Packed" }).check();
    await shown(packed);
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(page).toHaveURL(/state=packed/);
    await expect(page).toHaveURL(/tag=/);
  });

  await test.step("a view, with the number of its rows in the sidebar", async () => {
    await page.getByRole("button", { name: "Save view" }).click();
    await page.getByRole("menuitem", { name: "Save as a new view…" }).click();
    await page.getByLabel("Name").fill("Urgent and packed");
    await page.getByLabel("Share this view").check();
    await page.getByRole("button", { name: "Save view" }).last().click();
    const view = page.getByRole("list", { name: "Saved views" }).getByRole("link", { name: /Urgent and packed/ });
    await expect(view).toHaveText(/1$/);
    await page.getByRole("button", { name: "Remove the filter Tag" }).click();
    await shown(packed, plain);
    await view.click();
    await shown(packed);
    await page.reload();
    await shown(packed);
    await expect(view).toHaveAttribute("aria-current", "page");
  });

  await test.step("a colleague sees it", async () => {
    const other = await colleague(page, tenant, "viewer", "Vera Viewer");
    await other.goto(`${testUrls().BASE_URL}/t/${tenant}/parcels`);
    await other.getByRole("link", { name: /Urgent and packed/ }).click();
    await expect(other.getByRole("link", { name: packed })).toBeVisible();
    await expect(other.getByRole("link", { name: plain })).toHaveCount(0);
    await other.context().close();
  });

  await test.step("J, X and Enter", async () => {
    await page.goto(`${testUrls().BASE_URL}/t/${tenant}/parcels`);
    await untilLive(page);
    await shown(draft, packed, plain);
    await page.keyboard.press("j");
    await expect(row(plain)).toBeFocused();
    await page.keyboard.press("j");
    await expect(row(packed)).toBeFocused();
    await page.keyboard.press("x");
    await expect(page.getByRole("toolbar", { name: "Selected rows" })).toContainText("1 selected");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: packed })).toBeVisible();
  });

  await test.step("invalid parts of a URL are ignored", async () => {
    await page.goto(`${testUrls().BASE_URL}/t/${tenant}/parcels?state=lost&created=yesterday&still=soon`);
    await shown(draft, packed, plain);
  });
});

test("items and places have filters, orders, saved views and keys too", async ({ page }) => {
  await signUp(page, "Olive Owner");
  const tenant = await createTenant(page);
  const express = await call(page, tenant, "tags.create", { name: "Express", color: "red" });
  const item = { weight: 5, price: 100, currency: "EUR" };
  await call(page, tenant, "items.create", { ...item, sku: "A-1", name: "Lamp", stock: 9, tagIds: [express.id] });
  await call(page, tenant, "items.create", { ...item, sku: "B-2", name: "Cable", stock: 1, tagIds: [express.id] });
  await call(page, tenant, "items.create", { ...item, sku: "C-3", name: "Box", stock: 1 });
  const place = { city: "Town", postcode: "10117" };
  await call(page, tenant, "places.create", { ...place, code: "DE-1", name: "Ada", country: "DE", line1: "Street 1" });
  await call(page, tenant, "places.create", { ...place, code: "FR-1", name: "Zoe", country: "FR" });
  const shown = async (...names: string[]) =>
    expect(page.locator("tbody").getByRole("row")).toContainText(names.length > 0 ? names : ["nothing"]);
  const filters = page.getByRole("dialog", { name: "Filters" });

  await test.step("items by a tag and low stock, kept as a view", async () => {
    await page.goto(`${testUrls().BASE_URL}/t/${tenant}/items`);
    await untilLive(page);
    await shown("Lamp", "Cable", "Box");
    await page.getByRole("button", { name: /^Filter/ }).click();
    await filters.locator("summary", { hasText: "Tag" }).click();
    await filters.getByRole("checkbox", { name: "Express" }).check();
    await shown("Lamp", "Cable");
    await filters.locator("summary", { hasText: "Stock" }).click();
    await filters.getByLabel("Stock").selectOption("low");
    await shown("Cable");
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(page).toHaveURL(/tag=[^&]+&low=1/);
    await page.getByRole("button", { name: "Save view" }).click();
    await page.getByRole("menuitem", { name: "Save as a new view…" }).click();
    await page.getByLabel("Name").fill("Express, low");
    await page.getByRole("button", { name: "Save view" }).last().click();
    await expect(page.getByRole("link", { name: /Express, low/ })).toHaveText(/1$/);
  });

  await test.step("items by name, with J and X", async () => {
    await page.goto(`${testUrls().BASE_URL}/t/${tenant}/items?sort=name`);
    await untilLive(page);
    await shown("Box", "Cable", "Lamp");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await expect(page.getByRole("toolbar", { name: "Selected rows" })).toContainText("1 selected");
    await page.getByRole("button", { name: "Archive" }).click();
    await shown("Cable", "Lamp");
    await page.goto(`${testUrls().BASE_URL}/t/${tenant}/items?archived=1`);
    await shown("Box");
  });

  await test.step("places of a country, with an incomplete address, and in another order", async () => {
    await page.goto(`${testUrls().BASE_URL}/t/${tenant}/places?country=FR,DE`);
    await untilLive(page);
    await shown("Ada", "Zoe");
    await page.getByRole("button", { name: /^Filter/ }).click();
    await filters.locator("summary", { hasText: "Address" }).click();
    await filters.getByLabel("Address").selectOption("incomplete");
    await shown("Zoe");
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Remove the filter Address" }).click();
    await page.getByLabel("Sort by").selectOption("name down");
    await shown("Zoe", "Ada");
    await expect(page).toHaveURL(/sort=name&down=1/);
  });
});
