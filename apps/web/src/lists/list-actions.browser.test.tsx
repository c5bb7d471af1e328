import { composeStory, setProjectAnnotations } from "@storybook/nextjs-vite";
import { beforeAll, expect, test } from "vitest";
import { page } from "vitest/browser";
import * as preview from "../../.storybook/preview.tsx";
import meta, { Allowed, ImportNotAllowed } from "./list-actions.stories.tsx";

beforeAll(setProjectAnnotations(preview.default).beforeAll);

/** Shows a story at the width of a phone, without its steps: they are for a wide screen. */
async function onPhone(story: typeof Allowed) {
  await page.viewport(390, 800);
  await composeStory({ ...story, play: async () => {} }, meta).run();
}

test("on a phone, a menu has the export and the imports, and the new record keeps its button", async () => {
  await onPhone(Allowed);
  await expect.element(page.getByRole("link", { name: "New item" })).toBeVisible();
  expect(page.getByRole("button", { name: "Export" }).elements()).toEqual([]);
  await page.getByRole("button", { name: "More actions" }).click();
  await expect.element(page.getByRole("menuitem", { name: "As CSV" })).toBeVisible();
  await expect.element(page.getByRole("menuitem", { name: "Import" })).toHaveAttribute("href", "/items/import");
});

test("an entry of the menu without its permission is disabled and says why", async () => {
  await onPhone(ImportNotAllowed);
  await page.getByRole("button", { name: "More actions" }).click();
  const entry = page.getByRole("menuitem", { name: "Import" });
  await expect.element(entry).toHaveAttribute("aria-disabled", "true");
  await expect.element(entry).toHaveAttribute("title", "You need the permission items.import for this.");
});
