import { readFileSync } from "node:fs";
import { createDispatchData } from "./modules/parcels.ts";
import { call, createTenant, expect, expectAccessible, signUp, test, testUrls, untilLive } from "./support/actions.ts";

test("all matching parcels are counted, corrected in place, dispatched by one job, and have one PDF of labels", async ({
  page,
}) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const { lamp, cable, ada } = await createDispatchData(page, tenant);
  const vague = { code: "V-1", name: "Somewhere", country: "DE", city: "Bonn" };
  const somewhere = await call(page, tenant, "places.create", vague);
  const make = (reference: string, recipientId: string, itemId = lamp.id, quantity = 1) =>
    call(page, tenant, "parcels.create", {
      reference,
      recipientId,
      lines: [{ itemId, quantity }],
      packed: quantity === 1,
    });
  // One more than a page of the list, so that "all" includes rows that are not loaded.
  for (let n = 0; n < 4; n += 1) await make(`BATCH-${n}`, ada.id);
  for (let n = 0; n < 45; n += 1) await make(`BATCH-SHORT-${n}`, ada.id, cable.id, 99);
  await make("BATCH-VAGUE-1", somewhere.id);
  await make("BATCH-VAGUE-2", somewhere.id);
  await make("OTHER", ada.id);
  await page.goto(`${testUrls().BASE_URL}/t/${tenant}/parcels?q=BATCH`);
  const dialog = page.getByRole("dialog", { name: "Dispatch parcels" });

  await test.step("a selection of more rows than a URL can name is counted", async () => {
    await untilLive(page);
    await page.getByRole("button", { name: "Show more" }).click();
    await expect(page.getByRole("row")).toHaveCount(52);
    await page.getByRole("checkbox", { name: "Select all rows" }).check();
    await page.getByRole("button", { name: "Dispatch…" }).click();
    await expect(dialog.getByText("4 of 51 parcels can be dispatched.")).toBeVisible();
    await page.reload();
    await untilLive(page);
  });

  await test.step("all matching parcels are selected, with the keyboard", async () => {
    await page.getByRole("checkbox", { name: "Select all rows" }).press("Space");
    const bar = page.getByRole("toolbar", { name: "Selected rows" });
    await expect(bar).toContainText("50 selected");
    await bar.getByRole("button", { name: "Select all 51 matching rows" }).press("Enter");
    await expect(bar).toContainText("All 51 matching rows are selected");
    await bar.getByRole("button", { name: "Dispatch…" }).press("Enter");
  });

  await test.step("the preflight shows dispatchable parcels and obstacles", async () => {
    await expect(dialog.getByText("4 of 51 parcels can be dispatched.")).toBeVisible();
    await expect(dialog.getByRole("list", { name: "Not enough stock for 45 parcels" })).toContainText(
      "Cable: only 10 available",
    );
    const lacking = dialog.getByRole("list", { name: "2 parcels lack a street or a postcode" });
    await expect(lacking).toContainText("BATCH-VAGUE-1, BATCH-VAGUE-2");
    await expectAccessible(page);
  });

  await test.step("an address is completed in place; an invalid postcode is reported at its input", async () => {
    await dialog.getByRole("button", { name: "Complete the address of Somewhere" }).press("Enter");
    await dialog.getByLabel("Street and number").fill("Rhine Road 1");
    await dialog.getByLabel("Postcode", { exact: true }).fill("53111 53111 53111");
    await dialog.getByRole("button", { name: "Save address" }).click();
    await expect(dialog.getByLabel("Postcode", { exact: true })).toHaveAttribute("aria-invalid", "true");
    await dialog.getByLabel("Postcode", { exact: true }).fill("53111");
    await dialog.getByRole("button", { name: "Save address" }).click();
    await expect(dialog.getByText("6 of 51 parcels can be dispatched.")).toBeVisible();
  });

  await test.step("one job dispatches them; its page shows the refused one with its reason", async () => {
    await dialog.getByRole("button", { name: "Dispatch 6" }).click();
    await expect(page.getByRole("heading", { name: "Dispatch parcels" })).toBeVisible();
    await expect(page.getByText("6 of 51 dispatched, 45 refused")).toBeVisible({ timeout: 60_000 });
    const refused = page.getByRole("list", { name: "Refused" });
    await expect(refused).toContainText("BATCH-SHORT-0");
    await expect(refused).toContainText("Cable: only 10 available, but the parcel needs 99.");
    await page.getByRole("button", { name: "Dispatch refused parcels…" }).click();
    await expect(dialog.getByText("0 of 45 parcels can be dispatched.")).toBeVisible();
    await expect(dialog.getByRole("button", { name: "Dispatch 0" })).toBeDisabled();
    await dialog.getByRole("button", { name: "Cancel" }).click();
  });

  await test.step("the labels are one PDF with a page for each", async () => {
    await page.getByRole("button", { name: "Labels (PDF)" }).click();
    const link = page.getByRole("link", { name: "Download the file" });
    await expect(link).toBeVisible({ timeout: 60_000 });
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    expect(download.suggestedFilename()).toBe("labels.pdf");
    const pdf = readFileSync(await download.path(), "latin1");
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(6);
  });
});
