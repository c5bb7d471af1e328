import { call, createTenant, expect, places, signUp, stockTheDesk, test, untilLive } from "./support/desk.ts";

test("a form that the browser refuses is checked by the server, and calls nothing that could save it", async ({
  page,
}) => {
  await signUp(page);
  const tenant = await createTenant(page);
  await stockTheDesk(page, tenant);
  const sent: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (request.method() === "POST" && pathname.startsWith("/api/")) sent.push(pathname);
  });
  await page.goto(`${places().BASE_URL}/t/${tenant}/items/new`);
  await untilLive(page);
  await page.getByLabel("SKU").fill("LAMP");
  await page.getByRole("button", { name: "Create item" }).click();
  await expect(page.getByText(/already/)).toBeVisible();
  await expect(page.getByText("Fill this in.").first()).toBeVisible();
  expect(sent.filter((path) => path.includes("items."))).toEqual(["/api/check/items.create"]);
});

test("a price has the digits of its currency, on the server and in the browser", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const item = { name: "Lamp", weight: 1, stock: 1 };
  const { id } = await call(page, tenant, "items.create", { ...item, sku: "RSD", price: 19_950, currency: "RSD" });
  await call(page, tenant, "items.create", { ...item, sku: "KWD", price: 19_950, currency: "KWD" });
  // An error of hydration is one of the page, and fails the test.
  await page.goto(`${places().BASE_URL}/t/${tenant}/items`);
  await untilLive(page);
  await expect(page.getByText("RSD 199.50")).toBeVisible();
  await expect(page.getByText("KWD 19.950")).toBeVisible();
  await page.goto(`${places().BASE_URL}/t/${tenant}/items/${id}`);
  await untilLive(page);
  await page.getByRole("button", { name: "Edit" }).click();
  await expect(page.getByLabel("Price")).toHaveValue("199.50");
});
