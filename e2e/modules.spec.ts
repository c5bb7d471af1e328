import { createDispatchData } from "./modules/parcels.ts";
import {
  call,
  colleague,
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

test("the dashboard shows the modules' cards that the person may see", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page, fresh("Harbour"));
  const { lamp } = await createDispatchData(page, tenant);
  await call(page, tenant, "items.update", { id: lamp.id, version: 1, lowStockAt: 10 });
  const roleOf = async (name: string, permissions: string[]) =>
    (await call(page, tenant, "roles.create", { name, permissions })).id;
  const main = page.getByRole("main");

  await openDesk(page, tenant);
  await expect(main.getByText("Start with your items")).toBeVisible();
  await expect(main.getByRole("link", { name: "Desk lamp" })).toBeVisible();

  const counter = await colleague(
    page,
    tenant,
    await roleOf("Counter", ["tenants.read", "items.read"]),
    "Carl Counter",
  );
  await expect(counter.getByRole("main").getByRole("link", { name: "Desk lamp" })).toBeVisible();
  await expect(counter.getByText("Start with your items")).toHaveCount(0);

  const guest = await colleague(page, tenant, await roleOf("Guest", ["tenants.read"]), "Gina Guest");
  await expect(guest.getByRole("main").getByText("You do not have access to any figures.")).toBeVisible();
  const menu = guest.getByRole("navigation", { name: "Main" });
  await expect(menu.getByRole("link")).toHaveText(["Dashboard", "Members", "Settings"]);

  await guest.context().close();
  await counter.context().close();
});

test("the page of a place shows data of other modules, as far as the person may see it", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page, fresh("Harbour"));
  const { lamp, ada } = await createDispatchData(page, tenant);
  const lines = [{ itemId: lamp.id, quantity: 1 }];
  await call(page, tenant, "parcels.create", { reference: "TO-GRACE", recipientId: ada.id, lines });
  const url = `${testUrls().BASE_URL}/t/${tenant}/places/${ada.id}`;
  await page.goto(url);
  await expect(page.getByRole("link", { name: "TO-GRACE" })).toBeVisible();

  const { id } = await call(page, tenant, "roles.create", {
    ...{ name: "Surveyor", permissions: ["tenants.read", "places.read"] },
  });
  const surveyor = await colleague(page, tenant, id, "Sam Surveyor");
  await surveyor.goto(url);
  await expect(surveyor.getByRole("heading", { name: "Grace Hopper" })).toBeVisible();
  await expect(surveyor.getByText("Latest parcels")).toHaveCount(0);
  await surveyor.context().close();
});

test("a switched-off module disappears for everyone at once, explains itself on its pages, and returns with its data", async ({
  page,
}) => {
  await signUp(page);
  const tenant = await createTenant(page, fresh("Harbour"));
  const { lamp } = await createDispatchData(page, tenant);
  const at = (path: string) => `${testUrls().BASE_URL}/t/${tenant}${path}`;
  const viewer = await colleague(page, tenant, "viewer", "Vera Viewer");
  const menu = viewer.getByRole("navigation", { name: "Main" });
  await viewer.goto(at(`/items/${lamp.id}`));
  await expect(viewer.getByRole("heading", { name: "Desk lamp" })).toBeVisible();
  await untilLive(viewer);

  await page.goto(at("/settings/modules"));
  const modules = page.getByRole("list", { name: "Modules" });
  await expect(modules.getByRole("listitem").filter({ hasText: "Needed by Parcels." })).toHaveCount(2);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Switch off Items" }).click();
  const dialog = page.getByRole("dialog", { name: "Switch off Items?" });
  await expect(dialog.getByText("Parcels cannot work without it")).toBeVisible();
  await expect(dialog.getByText("Its data is kept")).toBeVisible();
  await dialog.getByRole("button", { name: "Switch off" }).click();
  await expect(page.getByRole("button", { name: "Switch on Items" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Switch on Parcels" })).toBeVisible();

  await expect(viewer.getByText("Switched off in this organisation")).toBeVisible();
  await expect(viewer.getByText("owners and admins can switch it on")).toBeVisible();
  for (const name of ["Items", "Parcels", "Needs attention"])
    await expect(menu.getByRole("link", { name })).toHaveCount(0);
  await expect(menu.getByRole("link", { name: "Places" })).toBeVisible();
  await menu.getByRole("link", { name: "Dashboard" }).click();
  await expect(viewer.getByText("Running out")).toHaveCount(0);
  await viewer.goto(at("/parcels/new"));
  await expect(viewer.getByRole("heading", { name: "Parcels" })).toBeVisible();
  await expect(viewer.getByText("Switched off in this organisation")).toBeVisible();
  await expectAccessible(viewer);

  await page.getByRole("button", { name: "Switch on Parcels" }).click();
  await page.getByRole("dialog").getByText("It needs Items").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Switch on" }).click();
  await expect(menu.getByRole("link", { name: "Items" })).toBeVisible();
  await viewer.goto(at(`/items/${lamp.id}`));
  await expect(viewer.getByRole("heading", { name: "Desk lamp" })).toBeVisible();
  await viewer.context().close();
});
