import { type ReactNode, useLayoutEffect, useState } from "react";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import { InEnglish } from "@/texts/in-english.tsx";
import { DataTable } from "./data-table.tsx";

const shown = (part: ReactNode) => render(part, { wrapper: InEnglish });

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
      selection={{ state, onChange: setState, actions: (ids) => <span> for {ids.join(" and ")}</span> }}
      sort={{ by: "name", descending: true }}
      onSort={onSort}
    />
  );
}

test("rows are links, and columns say how they are sorted", async () => {
  const sorts: string[] = [];
  await shown(<Items onSort={(by) => sorts.push(by)} />);
  await expect.element(page.getByRole("link", { name: "Chair" })).toHaveAttribute("href", "/items/2");
  await expect.element(page.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "descending");
  await page.getByRole("button", { name: "Name" }).click();
  expect(sorts).toEqual(["name"]);
});

test("rows are chosen one by one and all together, and the bar acts on those", async () => {
  await shown(<Items />);
  const bar = page.getByRole("toolbar", { name: "Selected rows" });
  const all = page.getByLabelText("Select all rows");
  await expect.element(bar).not.toBeInTheDocument();
  await page.getByLabelText("Select row").nth(1).click();
  await expect.element(bar).toHaveTextContent("1 selected for 2Clear");
  await expect.element(all).toBePartiallyChecked();
  await all.click();
  await expect.element(bar).toHaveTextContent("2 selected for 1 and 2Clear");
  await page.getByRole("button", { name: "Clear" }).click();
  await expect.element(bar).not.toBeInTheDocument();
});

test("rows that are still read keep their place", async () => {
  await shown(
    <DataTable label="Items" columns={[{ accessorKey: "name", header: "Name" }]} rows={undefined} skeletonRows={3} />,
  );
  expect(page.getByRole("row").elements()).toHaveLength(4);
});

/** Rows with links that lead nowhere, so that Enter leaves the page where it is. */
function Many({ count }: { count: number }) {
  const [state, setState] = useState({});
  const [search, setSearch] = useState("");
  return (
    <>
      <input aria-label="Search" value={search} onChange={({ target }) => setSearch(target.value)} />
      <DataTable
        label="Many"
        name="many"
        columns={[
          { id: "name", accessorKey: "name", header: "Name" },
          { id: "stock", accessorKey: "stock", header: "Stock" },
        ]}
        rows={Array.from({ length: count }, (_, n) => ({ id: `r${n}`, name: `Row ${n}`, stock: n }))}
        href={({ id }) => `#${id}`}
        selection={{ state, onChange: setState, actions: (ids) => <span> for {ids.join(" ")}</span> }}
      />
    </>
  );
}

const link = (name: string) => page.getByRole("link", { name, exact: true });
const bar = () => page.getByRole("toolbar", { name: "Selected rows" });

test("J and K go from row to row, X selects, Shift selects the rows in between, Enter opens", async () => {
  await shown(<Many count={6} />);
  await userEvent.keyboard("j");
  await expect.element(link("Row 0")).toHaveFocus();
  await userEvent.keyboard("j");
  await expect.element(link("Row 1")).toHaveFocus();
  await userEvent.keyboard("x");
  await expect.element(bar()).toHaveTextContent("1 selected for r1Clear");
  await userEvent.keyboard("{ArrowDown}");
  await expect.element(link("Row 2")).toHaveFocus();
  await userEvent.keyboard("j");
  await expect.element(link("Row 3")).toHaveFocus();
  await userEvent.keyboard("{Shift>}X{/Shift}");
  await expect.element(bar()).toHaveTextContent("3 selected for r1 r2 r3Clear");
  await userEvent.keyboard("{Shift>}J{/Shift}");
  await expect.element(bar()).toHaveTextContent("4 selected for r1 r2 r3 r4Clear");
  await userEvent.keyboard("x");
  await expect.element(bar()).toHaveTextContent("3 selected for r1 r2 r3Clear");
  await userEvent.keyboard("k");
  await expect.element(link("Row 3")).toHaveFocus();
  const opened = new Promise((resolve) =>
    document.addEventListener("click", ({ target }) => resolve(target), { once: true }),
  );
  await userEvent.keyboard("{Enter}");
  expect(await opened).toBe(link("Row 3").element());
});

test("only the row of the keys is a stop of Tab", async () => {
  await shown(<Many count={4} />);
  await link("Row 2").click();
  const stops = page
    .getByRole("link")
    .elements()
    .filter((one) => one.getAttribute("tabindex") === "0");
  expect(stops.map((one) => one.textContent)).toEqual(["Row 2"]);
});

test("Shift and a click choose a range", async () => {
  await shown(<Many count={5} />);
  await page.getByLabelText("Select row").nth(1).click();
  await page
    .getByLabelText("Select row")
    .nth(3)
    .click({ modifiers: ["Shift"] });
  await expect.element(bar()).toHaveTextContent("3 selected for r1 r2 r3Clear");
});

test("keys in an input type letters, and a scanner selects no rows", async () => {
  await shown(<Many count={3} />);
  await page.getByLabelText("Search", { exact: true }).fill("");
  await userEvent.keyboard("xjk");
  await expect.element(page.getByLabelText("Search", { exact: true })).toHaveValue("xjk");
  await link("Row 1").click();
  for (const key of ["x", "j", "x", "Enter"]) {
    document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  }
  await userEvent.keyboard("k");
  await expect.element(link("Row 0")).toHaveFocus();
  await expect.element(bar()).not.toBeInTheDocument();
});

test("a key that is pressed before the effects of a rendering moves the focus too", async () => {
  let render = () => {};
  function Rendered() {
    const [count, setCount] = useState(0);
    render = () => setCount((before) => before + 1);
    useLayoutEffect(() => {
      if (count > 0)
        document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
    }, [count]);
    return <Many count={6} />;
  }
  await shown(<Rendered />);
  await userEvent.keyboard("j");
  for (const row of ["Row 0", "Row 1", "Row 2"]) {
    await expect.element(link(row)).toHaveFocus();
    setTimeout(() => render());
  }
  await expect.element(link("Row 3")).toHaveFocus();
});

test("of many rows, those in sight are drawn, and the keys reach all", async () => {
  await shown(<Many count={400} />);
  const table = page.getByRole("table", { name: "Many" });
  await expect.element(table).toHaveAttribute("aria-rowcount", "401");
  expect(page.getByRole("link").elements().length).toBeLessThan(60);
  await userEvent.keyboard("j");
  await expect.element(link("Row 0")).toHaveFocus();
  for (let n = 0; n < 6; n += 1) await userEvent.keyboard("{ArrowDown>10/}");
  await expect.element(link("Row 60")).toHaveFocus();
  await expect.element(link("Row 60").element().closest("tr")).toHaveAttribute("aria-rowindex", "62");
  window.dispatchEvent(new Event("beforeprint"));
  expect(page.getByRole("link").elements()).toHaveLength(400);
  window.dispatchEvent(new Event("afterprint"));
}, 60_000);

test("columns can be left out, and the browser keeps it", async () => {
  localStorage.clear();
  const screen = await shown(<Many count={2} />);
  await page.getByRole("button", { name: "Columns and density" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Stock" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Compact rows" }).click();
  await userEvent.keyboard("{Escape}");
  await expect.element(page.getByRole("columnheader", { name: "Stock" })).not.toBeInTheDocument();
  await screen.unmount();
  await shown(<Many count={2} />);
  await expect.element(page.getByRole("columnheader", { name: "Stock" })).not.toBeInTheDocument();
  localStorage.clear();
});

test("the question mark key shows the keyboard shortcuts", async () => {
  await shown(<Many count={2} />);
  await userEvent.keyboard("?");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect.element(help.getByText("Shift X", { exact: true })).toBeVisible();
});

test("the menu of columns covers neither the last header nor the bar of actions", async () => {
  await shown(<Many count={2} />);
  await page.getByLabelText("Select row").nth(0).click();
  const menu = page.getByRole("button", { name: "Columns and density" }).element().getBoundingClientRect();
  const covers = (other: Element) => {
    const { left, right, top, bottom } = other.getBoundingClientRect();
    return left < menu.right && right > menu.left && top < menu.bottom && bottom > menu.top;
  };
  expect(menu.width).toBeGreaterThan(0);
  const others = [page.getByRole("columnheader", { name: "Stock" }), page.getByRole("button", { name: "Clear" })];
  expect(others.map((other) => covers(other.element()))).toEqual([false, false]);
});

test("the first rendering has the rows of a window and the height of all; the others follow", async () => {
  const html = new DOMParser().parseFromString(
    renderToString(
      <InEnglish>
        <Many count={50} />
      </InEnglish>,
    ),
    "text/html",
  );
  expect(html.querySelectorAll("tr[data-row]")).toHaveLength(24);
  expect(html.querySelector<HTMLElement>("tr[aria-hidden] td")?.style.height).toBe(`${26 * 44}px`);
  await shown(<Many count={50} />);
  await expect.poll(() => page.getByRole("link").elements()).toHaveLength(50);
});
