import { stockTheDesk } from "./modules/parcels.ts";
import {
  call,
  colleague,
  createTenant,
  expect,
  expectAccessible,
  fresh,
  places,
  signUp,
  test,
  untilLive,
} from "./support/desk.ts";

test("filters combine in the address, a view of them is saved and shared, and keys go through the rows", async ({
  page,
}) => {
  await signUp(page, "Olive Owner");
  const tenant = await createTenant(page);
  const { lamp, ada } = await stockTheDesk(page, tenant);
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
  await page.goto(`${places().BASE_URL}/t/${tenant}/parcels`);
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
    await page.getByLabel("Share it").check();
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
    await other.goto(`${places().BASE_URL}/t/${tenant}/parcels`);
    await other.getByRole("link", { name: /Urgent and packed/ }).click();
    await expect(other.getByRole("link", { name: packed })).toBeVisible();
    await expect(other.getByRole("link", { name: plain })).toHaveCount(0);
    await other.context().close();
  });

  await test.step("J, X and Enter", async () => {
    await page.goto(`${places().BASE_URL}/t/${tenant}/parcels`);
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

  await test.step("an address that says nonsense shows the list without it", async () => {
    await page.goto(`${places().BASE_URL}/t/${tenant}/parcels?state=lost&created=yesterday&still=soon`);
    await shown(draft, packed, plain);
  });
});
