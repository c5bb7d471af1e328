import { expect, test } from "vitest";
import { page } from "vitest/browser";
import { render } from "vitest-browser-react";
import "@/app/globals.css";
import { InEnglish } from "@/texts/in-english.tsx";
import { RoleMatrix } from "./role-matrix.tsx";

const role = (name: string, permissions: string[]) => ({
  ...{ id: name, name, permissions, builtIn: true, members: 1, version: 1 },
});

const roles = {
  items: [role("admin", ["tags.read", "tags.create"]), role("viewer", ["tags.read"])],
  resources: [{ name: "tags", actions: ["read", "create"] }],
  nextCursor: null,
};

const shown = async (width: number) => {
  await page.viewport(width, 800);
  await render(<RoleMatrix roles={roles} />, { wrapper: InEnglish });
};

test("a wide page has a column for each role", async () => {
  await shown(1000);
  await expect.element(page.getByRole("columnheader", { name: "Viewer" })).toBeVisible();
  await expect.element(page.getByRole("row", { name: /^Create/ })).toHaveTextContent("Create–Viewer may not");
  expect(page.getByRole("term").elements()).toEqual([]);
});

test("a narrow page has the roles of each permission, and does not scroll sideways", async () => {
  await shown(390);
  await expect.element(page.getByRole("term").nth(1)).toHaveTextContent("Create");
  const holders = page.getByRole("definition").elements();
  expect(holders.map(({ textContent }) => textContent)).toEqual(["Admin and Viewer", "Admin"]);
  expect(page.getByRole("table").elements()).toEqual([]);
  expect(document.documentElement.scrollWidth).toBe(document.documentElement.clientWidth);
});
