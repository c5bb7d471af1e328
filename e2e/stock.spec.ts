import { createDispatchData } from "./modules/parcels.ts";
import {
  call,
  createTenant,
  expect,
  expectAccessible,
  fresh,
  signUp,
  test,
  testUrls,
  untilLive,
} from "./support/actions.ts";

test("an item's page shows and changes its stock, and lists every movement", async ({ page }) => {
  await signUp(page, "Olive Owner");
  const tenant = await createTenant(page);
  const { lamp, ada } = await createDispatchData(page, tenant);
  const url = `${testUrls().BASE_URL}/t/${tenant}/items/${lamp.id}`;
  await page.goto(url);
  await untilLive(page);
  const figure = (name: string) => page.locator("dl > div").filter({ hasText: new RegExp(`^${name}\\d`) });
  const lines = page.getByRole("table", { name: "Movements" }).getByRole("row");
  const dialog = page.getByRole("dialog");

  await test.step("receive", async () => {
    await page.getByRole("button", { name: "Receive" }).click();
    await dialog.getByRole("button", { name: "Receive" }).click();
    await expect(dialog.getByLabel("Quantity received")).toHaveAttribute("aria-invalid", "true");
    await dialog.getByLabel("Quantity received").fill("70");
    await dialog.getByLabel("Note (optional)").fill("Delivery 4711");
    await dialog.getByRole("button", { name: "Receive" }).click();
    await expect(figure("On hand")).toHaveText("On hand80");
    await expect(lines.nth(1)).toContainText("ReceivedDelivery 4711");
    await expect(lines.nth(1)).toContainText("Olive Owner");
  });

  const reference = fresh("WB");
  const parcel = { reference, recipientId: ada.id, lines: [{ itemId: lamp.id, quantity: 30 }], packed: true };
  const { id } = await call(page, tenant, "parcels.create", parcel);

  await test.step("packing reserves; a count below the reserved number is refused at the input", async () => {
    await expect(figure("Reserved")).toHaveText("Reserved30");
    await expect(figure("Available")).toHaveText("Available50");
    await page.getByRole("button", { name: "Count", exact: true }).click();
    await dialog.getByLabel("Counted quantity").fill("29");
    await dialog.getByRole("button", { name: "Save count" }).click();
    const reason = "Desk lamp: 30 reserved by packed parcels, but only 29 would be left. Mark parcels as drafts first.";
    await expect(dialog.getByText(reason)).toBeVisible();
    await expect(dialog.getByLabel("Counted quantity")).toHaveAttribute("aria-invalid", "true");
    await expectAccessible(page);
  });

  await test.step("a dispatch during a count does not affect the count", async () => {
    await call(page, tenant, "parcels.dispatch", { id });
    // The open dialog hides the table from queries by role.
    await expect(page.getByText(`Dispatched with ${reference}`)).toBeVisible();
    await dialog.getByLabel("Counted quantity").fill("79");
    await dialog.getByRole("button", { name: "Save count" }).click();
    await expect(figure("On hand")).toHaveText("On hand49");
    await expect(lines.nth(1)).toContainText("Counted 79, expected 80");
  });

  await test.step("correct, with a reason", async () => {
    await page.getByRole("button", { name: "Correct" }).click();
    await dialog.getByLabel("Change in quantity").fill("-1");
    await dialog.getByRole("button", { name: "Correct" }).click();
    await expect(dialog.getByLabel("Reason")).toHaveAttribute("aria-invalid", "true");
    await dialog.getByLabel("Reason").fill("Broken");
    await dialog.getByRole("button", { name: "Correct" }).click();
    await expect(page.getByRole("heading", { name: "Stock history: 48 on hand" })).toBeVisible();
  });

  await test.step("cancelling a packed parcel releases its stock", async () => {
    const other = { ...parcel, reference: fresh("WB") };
    const packed = await call(page, tenant, "parcels.create", other);
    await expect(figure("Available")).toHaveText("Available18");
    await call(page, tenant, "parcels.cancel", { id: packed.id });
    await expect(figure("Available")).toHaveText("Available48");
    await expect(lines.nth(1)).toContainText(`Released from ${other.reference}`);
    await expect(lines.nth(2)).toContainText(`Reserved for ${other.reference}`);
  });

  await test.step("the movements add up to the stock, and link to the parcel", async () => {
    const story = ["Released", "Reserved", "Corrected", "Counted", "Dispatched", "Released", "Reserved", "Received"];
    for (const [index, word] of story.entries()) await expect(lines.nth(index + 1)).toContainText(word);
    await expect(lines.nth(9)).toContainText("Counted 10");
    await expectAccessible(page);
    await lines.nth(5).getByRole("link", { name: reference }).click();
    await expect(page.getByRole("heading", { name: reference })).toBeVisible();
  });
});

test("items with low stock are marked in the list, and can be filtered", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const { lamp } = await createDispatchData(page, tenant);
  await call(page, tenant, "items.update", { id: lamp.id, version: 1, lowStockAt: 10 });
  await page.goto(`${testUrls().BASE_URL}/t/${tenant}/items`);
  await expect(page.getByRole("row").filter({ hasText: "LAMP" })).toContainText("Low");
  await expect(page.getByRole("row").filter({ hasText: "CABLE" })).not.toContainText("Low");
  await page.getByRole("button", { name: "Filter" }).click();
  await page.locator("summary", { hasText: "Stock" }).click();
  await page.getByLabel("Stock").selectOption("low");
  await expect(page.getByRole("row").filter({ hasText: "CABLE" })).toHaveCount(0);
  await expect(page.getByRole("row").filter({ hasText: "LAMP" })).toBeVisible();
});
