import { createDispatchData } from "./modules/parcels.ts";
import {
  call,
  createTenant,
  expect,
  expectAccessible,
  fresh,
  openDesk,
  signUp,
  test,
  testUrls,
  untilLive,
} from "./support/actions.ts";

test("the dashboard's figures follow period and tag, and link to the counted parcels", async ({ page }) => {
  await signUp(page, "Olive Owner");
  const tenant = await createTenant(page);
  const { lamp, ada } = await createDispatchData(page, tenant);
  const tag = await call(page, tenant, "tags.create", { name: "Urgent", color: "red" });
  const make = async (tagIds: string[]) => {
    const values = {
      reference: fresh("WB"),
      recipientId: ada.id,
      lines: [{ itemId: lamp.id, quantity: 1 }],
      tagIds,
      packed: true,
    };
    const { id } = await call(page, tenant, "parcels.create", values);
    await call(page, tenant, "parcels.dispatch", { id });
    return values.reference;
  };
  const [urgent, plain] = [await make([tag.id]), await make([])];
  await openDesk(page, tenant);
  await untilLive(page);
  const main = page.getByRole("main");
  const times = main
    .locator("section")
    .filter({ has: page.getByRole("heading", { name: "Time to dispatch and to deliver" }) });
  const carriers = main.locator("section").filter({ has: page.getByRole("heading", { name: "Failures by carrier" }) });
  const dispatched = times.getByRole("row", { name: /^Dispatched/ }).getByRole("link");

  await test.step("all of the last 30 days", async () => {
    await expect(dispatched).toHaveText("2");
    await expect(carriers.getByRole("row").nth(1).getByRole("link").first()).toHaveText("2");
    await expectAccessible(page);
  });

  await test.step("those with a tag", async () => {
    await page.getByLabel("Parcels by tag").selectOption({ label: "Urgent" });
    await expect(dispatched).toHaveText("1");
    await expect(page).toHaveURL(/tag=/);
    await dispatched.click();
    await expect(page).toHaveURL(/\/parcels\?/);
    await expect(page.getByRole("link", { name: urgent })).toBeVisible();
    await expect(page.getByRole("link", { name: plain })).toHaveCount(0);
    await page.goBack();
    await expect(dispatched).toHaveText("1");
    await page.getByLabel("Parcels by tag").selectOption({ label: "Any tag" });
    await expect(dispatched).toHaveText("2");
  });

  await test.step("a carrier's parcels", async () => {
    await carriers.getByRole("row").nth(1).getByRole("link").first().click();
    await expect(page).toHaveURL(/\/parcels\?/);
    await expect(page.getByRole("link", { name: urgent })).toBeVisible();
    await expect(page.getByRole("link", { name: plain })).toBeVisible();
    await page.goBack();
  });

  await test.step("a day, by the table under the chart", async () => {
    await page.getByText("Show as a table").click();
    await main
      .getByRole("table", { name: "Parcels dispatched and delivered by day" })
      .getByRole("row")
      .nth(1)
      .getByRole("link")
      .first()
      .click();
    await expect(page).toHaveURL(/dispatched=\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d/);
    await expect(page.getByRole("link", { name: urgent })).toBeVisible();
    await expect(page.getByRole("link", { name: plain })).toBeVisible();
  });

  await test.step("a custom period without dispatches", async () => {
    await page.goto(`${testUrls().BASE_URL}/t/${tenant}?from=2025-01-01&to=2025-01-31`);
    await untilLive(page);
    await expect(page.getByLabel("First day")).toHaveValue("2025-01-01");
    await expect(dispatched).toHaveText("0");
    await expect(carriers.getByText("No parcel was dispatched in this period.")).toBeVisible();
    await page.getByLabel("Last day").fill("2024-12-31");
    await expect(main.getByRole("alert")).toHaveText("Choose a first and a last day, at most 366 days.");
    await page.getByLabel("Period").selectOption({ label: "Last 7 days" });
    await expect(dispatched).toHaveText("2");
    await expect(page.getByLabel("First day")).toHaveCount(0);
  });
});
