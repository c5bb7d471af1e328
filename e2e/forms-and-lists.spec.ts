import type { Page } from "@playwright/test";
import { createDispatchData } from "./modules/parcels.ts";
import {
  call,
  colleague,
  createTenant,
  expect,
  fresh,
  openDesk,
  signUp,
  test,
  testUrls,
  untilLive,
} from "./support/actions.ts";

test("a form with errors in the browser is checked by the server without a mutation", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  await createDispatchData(page, tenant);
  const sent: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (request.method() === "POST" && pathname.startsWith("/api/")) sent.push(pathname);
  });
  await page.goto(`${testUrls().BASE_URL}/t/${tenant}/items/new`);
  await untilLive(page);
  await page.getByLabel("SKU").fill("LAMP");
  await page.getByRole("button", { name: "Create item" }).click();
  await expect(page.getByText(/already/)).toBeVisible();
  await expect(page.getByText("Fill this in.").first()).toBeVisible();
  expect(sent.filter((path) => path.includes("items."))).toEqual(["/api/check/items.create"]);
});

test("the server's answer about an earlier value is not shown at a newer one", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  await call(page, tenant, "items.create", {
    sku: "LAMP",
    name: "Lamp",
    weight: 1,
    stock: 1,
    price: 100,
    currency: "EUR",
  });
  await page.goto(`${testUrls().BASE_URL}/t/${tenant}/items/new`);
  await untilLive(page);
  const held = Promise.withResolvers<void>();
  await page.route("**/api/check/**", async (route) => {
    await held.promise;
    await route.continue();
  });
  await page.getByLabel("SKU").fill("LAMP");
  await page.getByRole("button", { name: "Create item" }).click();
  await expect(page.getByText("Fill this in.").first()).toBeVisible();
  await page.getByLabel("SKU").fill("CHAIR");
  const answered = page.waitForResponse((response) => response.url().includes("/api/check/"));
  held.resolve();
  expect(await (await answered).text()).toContain("already");
  await expect(page.getByRole("button", { name: "Create item" })).toBeEnabled();
  await expect(page.getByText(/already/)).toHaveCount(0);
});

test("a price has the digits of its currency, on the server and in the browser", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const item = { name: "Lamp", weight: 1, stock: 1 };
  const { id } = await call(page, tenant, "items.create", { ...item, sku: "RSD", price: 19_950, currency: "RSD" });
  await call(page, tenant, "items.create", { ...item, sku: "KWD", price: 19_950, currency: "KWD" });
  // A hydration error is a page error and fails the test.
  await page.goto(`${testUrls().BASE_URL}/t/${tenant}/items`);
  await untilLive(page);
  await expect(page.getByText("RSD 199.50")).toBeVisible();
  await expect(page.getByText("KWD 19.950")).toBeVisible();
  await page.goto(`${testUrls().BASE_URL}/t/${tenant}/items/${id}`);
  await untilLive(page);
  await page.getByRole("button", { name: "Edit" }).click();
  await expect(page.getByLabel("Price")).toHaveValue("199.50");
  await page.getByLabel("Currency").selectOption("JPY");
  await expect(page.getByLabel("Price")).toHaveValue("");
  await page.getByLabel("Currency").selectOption("EUR");

  // Input is read in common notations or refused; no character is dropped silently.
  const save = page.getByRole("button", { name: "Save" });
  const typed = async (label: string, text: string, refusal: string) => {
    await page.getByLabel(label, { exact: true }).fill("");
    await page.getByLabel(label, { exact: true }).pressSequentially(text);
    const checked = page.waitForResponse((response) => response.url().includes("/api/check/"));
    await save.click();
    // The server's answer does not replace the browser's error.
    await checked;
    await expect(save).toBeEnabled();
    await expect(page.getByText(refusal)).toBeVisible();
  };
  await typed("Price", "12.999", "Use no more decimal places than the currency has.");
  await typed("Price", "1,299", "Enter a number.");
  await typed("Price", "1e3", "Enter a number.");
  await page.getByLabel("Price").fill("12,99");
  await typed("Weight", "1,5", "Enter a whole number.");
  await page.getByLabel("Weight").fill("1 250");
  await save.click();
  await expect(page.getByText("€12.99")).toBeVisible();
  await expect(page.getByText("1,250 g").or(page.getByText("1.25 kg"))).toBeVisible();
});

/** Presses keys at fixed intervals of the browser's clock, independent of the machine's speed. */
async function press(page: Page, keys: readonly string[], gapMs: number) {
  const browser = await page.context().newCDPSession(page);
  let at = Date.now() / 1000;
  for (const key of keys) {
    const enter = { key, code: "Enter", windowsVirtualKeyCode: 13, text: "\r" };
    const event = key === "Enter" ? enter : { key, text: key };
    await browser.send("Input.dispatchKeyEvent", { type: "keyDown", ...event, timestamp: at });
    await browser.send("Input.dispatchKeyEvent", { type: "keyUp", key, timestamp: at + 0.001 });
    at += gapMs / 1000;
  }
  await browser.detach();
}
const scan = (page: Page, code: string) => press(page, [...code, "Enter"], 12);

test("a barcode scan opens its record on any page, and changes no input", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const { lamp, ada } = await createDispatchData(page, tenant);
  const parcel = { reference: "WB-4711", recipientId: ada.id, lines: [{ itemId: lamp.id, quantity: 1 }] };
  const { id } = await call(page, tenant, "parcels.create", parcel);
  const base = `${testUrls().BASE_URL}/t/${tenant}`;

  await test.step("a parcel, from the dashboard", async () => {
    await openDesk(page, tenant);
    await untilLive(page);
    await scan(page, "WB-4711");
    await page.waitForURL(`${base}/parcels/${id}`);
  });

  await test.step("an item, while the cursor is in a search", async () => {
    await page.goto(`${base}/parcels`);
    await untilLive(page);
    await page.getByPlaceholder("Search parcels").fill("kept");
    await page.waitForURL(/q=kept/);
    await page.getByPlaceholder("Search parcels").focus();
    await scan(page, "LAMP");
    await page.waitForURL(`${base}/items/${lamp.id}`);
    await page.goBack();
    await expect(page.getByPlaceholder("Search parcels")).toHaveValue("kept");
  });

  await test.step("in a form it changes no field, submits nothing, and asks before leaving", async () => {
    await page.goto(`${base}/items/new`);
    await untilLive(page);
    const sent: string[] = [];
    page.on("request", (request) => void (request.method() === "POST" && sent.push(new URL(request.url()).pathname)));
    await page.getByLabel("SKU").fill("MINE");
    for (const label of ["SKU", "Name", "Weight", "Price"]) {
      await page.getByLabel(label).focus();
      await scan(page, "NO-SUCH-1e5");
      await expect(page.getByText("No parcel or item has the code “NO-SUCH-1e5”.").last()).toBeVisible();
      await expect(page.getByLabel("SKU")).toHaveValue("MINE");
      for (const other of ["Name", "Weight", "Price"]) await expect(page.getByLabel(other)).toHaveValue("");
      await expect(page.getByLabel(label)).toBeFocused();
    }
    await page.getByLabel("Currency").focus();
    await scan(page, "USD-1");
    await expect(page.getByLabel("Currency")).toHaveValue("EUR");
    const asked = page.waitForEvent("dialog");
    const scanned = scan(page, "WB-4711");
    await (await asked).dismiss();
    await scanned;
    await expect(page.getByLabel("SKU")).toHaveValue("MINE");
    expect(sent.filter((path) => path.includes("items."))).toEqual([]);
    expect(page.url()).toBe(`${base}/items/new`);
  });

  await test.step("in a dialog it asks too", async () => {
    await page.goto(`${base}/items/${lamp.id}`);
    await untilLive(page);
    await page.getByRole("button", { name: "Receive" }).click();
    await page.getByLabel("Quantity received").fill("7");
    const asked = page.waitForEvent("dialog");
    const scanned = scan(page, "WB-4711");
    await (await asked).dismiss();
    await scanned;
    await expect(page.getByLabel("Quantity received")).toHaveValue("7");
    page.once("dialog", (dialog) => dialog.accept());
    await page.goto(`${base}/items/new`);
    await untilLive(page);
  });

  await test.step("fast typing is not a scan", async () => {
    await page.getByLabel("Name").focus();
    await press(page, [..."Table"], 20);
    await press(page, [..."LAMP", "Enter"], 45);
    await expect(page.getByLabel("Name")).toHaveValue("TableLAMP");
    // Their Enter submits the form, which shows missing inputs.
    await expect(page.getByText("Fill this in.").first()).toBeVisible();
  });
});

test("a page is printed without controls, black on white, with complete tables", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const { lamp, ada } = await createDispatchData(page, tenant);
  const reference = "A-reference-as-long-as-they-come-0123456";
  const parcel = { reference, recipientId: ada.id, lines: [{ itemId: lamp.id, quantity: 1 }] };
  const { id } = await call(page, tenant, "parcels.create", parcel);
  // The width of A4 without margins.
  await page.setViewportSize({ width: 680, height: 1000 });
  for (const path of ["/parcels", `/parcels/${id}`, "/items"]) {
    await page.emulateMedia({ media: "screen", colorScheme: "dark" });
    await page.goto(`${testUrls().BASE_URL}/t/${tenant}${path}`);
    await untilLive(page);
    await page.evaluate(() => document.documentElement.classList.add("dark"));
    await page.emulateMedia({ media: "print" });
    await expect(page.getByRole("navigation")).toHaveCount(0);
    await expect(page.getByRole("button", { name: /^(Edit|New|Search|Open the menu)/ })).toHaveCount(0);
    await expect(page.getByText(path === "/items" ? "Desk lamp" : reference).first()).toBeVisible();
    const looks = await page.evaluate(() => {
      const { backgroundColor, color, transitionDuration } = getComputedStyle(document.body);
      const cut = [...document.querySelectorAll("main *")].filter(
        (element) => element.checkVisibility() && element.getBoundingClientRect().right > window.innerWidth + 1,
      );
      return { backgroundColor, color, transitionDuration, cut: cut.length };
    });
    expect(looks).toEqual({
      backgroundColor: "rgb(255, 255, 255)",
      color: "rgb(0, 0, 0)",
      // Otherwise the print shows the first colour of a transition.
      transitionDuration: "0s",
      cut: 0,
    });
  }
});

test("a change is shown at once, and reverted if it is refused", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const other = await colleague(page, tenant, "viewer", "Vera Viewer");
  await other.context().close();
  const name = fresh("tag");
  await call(page, tenant, "tags.create", { name, color: "blue" });
  const refuse = Promise.withResolvers<void>();
  await page.route(/api\/trpc\/tenants\.setRole/, async (route) => {
    await refuse.promise;
    await route.abort();
  });

  await page.goto(`${testUrls().BASE_URL}/t/${tenant}/members`);
  await untilLive(page);
  const role = page.getByLabel("Role of Vera Viewer");
  await role.selectOption("dispatcher");
  await expect(role).toBeDisabled();
  await expect(role).toHaveValue("dispatcher");
  refuse.resolve();
  await expect(page.getByText("The server could not be reached.")).toBeVisible();
  await expect(role).toHaveValue("viewer");

  const again = Promise.withResolvers<void>();
  await page.route(/api\/trpc\/tags\.delete/, async (route) => {
    await again.promise;
    await route.abort();
  });
  await page.goto(`${testUrls().BASE_URL}/t/${tenant}/tags`);
  await untilLive(page);
  const tag = page.getByRole("listitem").filter({ hasText: name });
  await page.getByRole("button", { name: `Delete ${name}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete tag" }).click();
  await expect(tag).toHaveCount(0);
  again.resolve();
  await expect(tag).toBeVisible();
});
