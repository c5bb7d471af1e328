import { useState } from "react";
import { expect, test } from "vitest";
import { page } from "vitest/browser";
import { render } from "vitest-browser-react";
import { DataTable } from "./data-table.tsx";

const rows = [
  { id: "1", name: "Lamp", stock: 4 },
  { id: "2", name: "Chair", stock: 2 },
];

function Items({ onSort = () => {} }: { onSort?: (by: string) => void }) {
  const [state, setState] = useState({});
  return (
    <DataTable
      label="Items"
      columns={[
        { accessorKey: "name", header: "Name", meta: { sort: "name" } },
        { accessorKey: "stock", header: "Stock", meta: { numeric: true } },
      ]}
      rows={rows}
      href={({ id }) => `/items/${id}`}
      selection={{ state, onChange: setState, actions: (ids) => <span>for {ids.join(" and ")}</span> }}
      sort={{ by: "name", descending: true }}
      onSort={onSort}
    />
  );
}

test("rows are links, and columns say how they are sorted", async () => {
  const sorts: string[] = [];
  await render(<Items onSort={(by) => sorts.push(by)} />);
  await expect.element(page.getByRole("link", { name: "Chair" })).toHaveAttribute("href", "/items/2");
  await expect.element(page.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "descending");
  await page.getByRole("button", { name: "Name" }).click();
  expect(sorts).toEqual(["name"]);
});

test("rows are chosen one by one and all together, and the bar acts on those", async () => {
  await render(<Items />);
  const bar = page.getByRole("toolbar", { name: "Chosen rows" });
  const all = page.getByLabelText("Choose all rows");
  await expect.element(bar).not.toBeInTheDocument();
  await page.getByLabelText("Choose this row").nth(1).click();
  await expect.element(bar).toHaveTextContent("1 chosenfor 2Clear");
  await expect.element(all).toBePartiallyChecked();
  await all.click();
  await expect.element(bar).toHaveTextContent("2 chosenfor 1 and 2Clear");
  await page.getByRole("button", { name: "Clear" }).click();
  await expect.element(bar).not.toBeInTheDocument();
});

test("rows that are still read keep their place", async () => {
  await render(
    <DataTable label="Items" columns={[{ accessorKey: "name", header: "Name" }]} rows={undefined} skeletonRows={3} />,
  );
  expect(page.getByRole("row").elements()).toHaveLength(4);
});
