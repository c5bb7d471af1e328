import { createDispatchData } from "./modules/parcels.ts";
import { call, choose, createTenant, expect, signUp, test, testUrls, untilLive } from "./support/actions.ts";

test("errors of browser and server appear together at their inputs, and the form helps to correct them", async ({
  page,
}) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const { lamp, cable, ada } = await createDispatchData(page, tenant);
  const lines = [{ itemId: lamp.id, quantity: 1 }];
  await call(page, tenant, "parcels.create", { reference: "TAKEN", recipientId: ada.id, lines });
  await page.goto(`${testUrls().BASE_URL}/t/${tenant}/parcels/new`);
  await untilLive(page);

  await test.step("format and business issues come together", async () => {
    await page.getByLabel("Reference").fill("TAKEN");
    await choose(page, "Item 1", "cable");
    await page.getByLabel("Quantity 1").fill("-1");
    await page.getByRole("button", { name: "Create parcel" }).click();
    await expect(page.getByText("The reference TAKEN is already used by another parcel.")).toBeVisible();
    await expect(page.getByText("Enter at least 1.")).toBeVisible();
    await expect(page.getByRole("combobox", { name: "Recipient" })).toHaveAttribute("aria-invalid", "true");
  });

  await test.step("each is linked to its input, and the first has the focus", async () => {
    const reference = page.getByLabel("Reference");
    await expect(reference).toBeFocused();
    await expect(reference).toHaveAccessibleDescription(/already used/);
    await expect(page.getByLabel("Quantity 1")).toHaveAccessibleDescription(/at least 1/);
  });

  await test.step("an item that a colleague has archived: the input reports it, and the choices refresh", async () => {
    await page.getByLabel("Reference").fill("FREE");
    await page.getByLabel("Quantity 1").fill("1");
    await choose(page, "Recipient", "hopper");
    await call(page, tenant, "items.archive", { id: cable.id });
    await page.getByRole("button", { name: "Create parcel" }).click();
    const item = page.getByRole("combobox", { name: "Item 1" });
    await expect(item).toHaveAccessibleDescription(/archived/);
    await item.click();
    await expect(page.getByRole("option", { name: /Desk lamp/ })).toBeVisible();
    await expect(page.getByRole("option", { name: /Cable/ })).toHaveCount(0);
    await page.getByRole("option", { name: /Desk lamp/ }).click();
  });

  await test.step("after the corrections it is saved", async () => {
    await page.getByRole("button", { name: "Create parcel" }).click();
    await expect(page.getByRole("heading", { name: "FREE" })).toBeVisible();
  });
});

test("a refused dispatch lists all obstacles", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const { lamp } = await createDispatchData(page, tenant);
  const vague = await call(page, tenant, "places.create", { code: "V", name: "Someone", country: "DE", city: "Ulm" });
  const parcel = { reference: "BIG", recipientId: vague.id };
  const lines = [{ itemId: lamp.id, quantity: 50 }];
  const { id } = await call(page, tenant, "parcels.create", { ...parcel, lines });
  await page.goto(`${testUrls().BASE_URL}/t/${tenant}/parcels/${id}`);
  await untilLive(page);
  await page.getByRole("button", { name: "Mark as packed" }).click();
  await expect(page.getByText("Desk lamp: only 10 available, but the parcel needs 50.")).toBeVisible();
  const few = [{ itemId: lamp.id, quantity: 5 }];
  await call(page, tenant, "parcels.update", { ...parcel, id, version: 1, lines: few, packed: true });
  await call(page, tenant, "items.archive", { id: lamp.id });
  await page.getByRole("button", { name: "Dispatch" }).click();
  await expect(page.getByText("Desk lamp is archived.")).toBeVisible();
  await expect(page.getByText("The address of Someone has no street and no postcode. Add both.")).toBeVisible();
  await expect(page.getByText("Packed", { exact: true }).first()).toBeVisible();
});

test("leaving a form with unsaved changes asks first", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  await page.goto(`${testUrls().BASE_URL}/t/${tenant}/items/new`);
  await untilLive(page);
  await page.getByLabel("SKU").fill("HALF-DONE");
  page.once("dialog", (dialog) => dialog.dismiss());
  await page.getByRole("link", { name: "Places" }).first().click();
  await expect(page.getByLabel("SKU")).toHaveValue("HALF-DONE");
  page.once("dialog", (dialog) => dialog.accept());
  await page.getByRole("link", { name: "Places" }).first().click();
  await expect(page.getByRole("heading", { name: "Places" })).toBeVisible();
});
