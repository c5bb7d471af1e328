import { createDispatchData } from "./modules/parcels.ts";
import { call, createTenant, expect, openDesk, signUp, test, testUrls, untilLive } from "./support/actions.ts";

test("a parcel that the carrier refuses needs attention, is corrected, retried, and delivered", async ({
  page,
  browser,
}) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const { lamp } = await createDispatchData(page, tenant);
  const place = { code: "N-1", name: "Ada Lovelace", country: "DE", city: "Berlin", postcode: "10117" };
  const { id: recipientId } = await call(page, tenant, "places.create", { ...place, line1: "Nowhere 1" });
  const lines = [{ itemId: lamp.id, quantity: 1 }];
  const parcel = { reference: "LOST-1", recipientId, lines, packed: true };
  const { id } = await call(page, tenant, "parcels.create", parcel);
  await openDesk(page, tenant);
  await untilLive(page);
  const way = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Needs attention" });
  await expect(way).toHaveText("Needs attention");
  await call(page, tenant, "parcels.dispatch", { id });

  await test.step("the sidebar counts it, and the list shows the reason", async () => {
    await expect(way).toHaveText(/Needs attention\s*1/);
    // The server renders the number in the sidebar and on the page, so it does not appear later.
    const drawn = await browser.newContext({
      storageState: await page.context().storageState(),
      javaScriptEnabled: false,
    });
    const still = await drawn.newPage();
    await still.goto(`${testUrls().BASE_URL}/t/${tenant}/attention`);
    await expect(still.getByRole("link", { name: "Needs attention" })).toHaveText(/Needs attention\s*1/);
    await expect(still.locator("option", { hasText: "Any reason (1)" })).toHaveCount(1);
    await drawn.close();
    await way.click();
    const row = page.getByRole("row").filter({ hasText: "LOST-1" });
    await expect(row).toContainText("The carrier responded with 422: There is no such street");
    await row.getByRole("link").first().click();
    await expect(page.getByRole("heading", { name: "LOST-1" })).toBeVisible();
  });

  await test.step("its jobs show that they have nothing to do", async () => {
    const timeline = page.getByRole("list", { name: "Timeline" });
    await expect(timeline.getByText("The system, for Ada Lovelace").first()).toBeVisible();
  });

  await test.step("the address is corrected; the page shows that the place has changed", async () => {
    await page.getByRole("button", { name: "Correct address" }).click();
    await page.getByLabel("Street and number").fill("Unter den Linden 77");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("The place's current address:")).toBeVisible();
    await expect(page.getByText("Nowhere 1")).toBeVisible();
  });

  await test.step("after another try it is delivered", async () => {
    await page.getByRole("button", { name: "Retry" }).click();
    await expect(page.getByText("Delivered", { exact: true }).first()).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText("No. 2", { exact: true })).toBeVisible();
    await expect(page.getByText("Nowhere 1")).toHaveCount(0);
    await expect(way).toHaveText("Needs attention");
    const { calls } = await (await page.request.get(`${testUrls().CARRIER_SERVER_URL}/calls`)).json();
    expect(new Set(calls.filter((key: string) => key.includes(id)))).toEqual(
      new Set([`parcel-${id}`, `parcel-${id}-2`]),
    );
  });
});
