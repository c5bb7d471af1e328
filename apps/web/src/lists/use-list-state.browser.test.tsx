import { NuqsTestingAdapter, type OnUrlUpdateFunction } from "nuqs/adapters/testing";
import { expect, test } from "vitest";
import { page } from "vitest/browser";
import { render } from "vitest-browser-react";
import { linePart, listParts, oneOfPart, pagePart } from "./list-parts.ts";
import { useListState } from "./use-list-state.ts";

interface State {
  kind?: "box" | "bag";
  note?: string;
  page?: number;
}
const state = listParts<State>(
  { kind: oneOfPart(["box", "bag"]), note: linePart(20), page: pagePart(9) },
  { note: "n" },
);

function List() {
  const [list, setList] = useListState(state);
  return (
    <>
      <output>{JSON.stringify(list)}</output>
      <button type="button" onClick={() => setList({ kind: "bag" })}>
        Bags
      </button>
      <button type="button" onClick={() => setList({ page: 3 })}>
        Page 3
      </button>
      <button type="button" onClick={() => setList({ kind: undefined, note: "" })}>
        Clear
      </button>
    </>
  );
}

test("a list's state is read from the URL and written to it; a filter leads to the first page", async () => {
  const urls: string[] = [];
  const onUrlUpdate: OnUrlUpdateFunction = ({ queryString }) => urls.push(queryString);
  await render(<List />, {
    wrapper: ({ children }) => (
      <NuqsTestingAdapter hasMemory searchParams="?kind=jar&n=red&page=12&other=1" onUrlUpdate={onUrlUpdate}>
        {children}
      </NuqsTestingAdapter>
    ),
  });
  const shown = page.getByRole("status");
  await expect.element(shown).toHaveTextContent('{"note":"red","page":9}');
  await page.getByRole("button", { name: "Page 3" }).click();
  await expect.element(shown).toHaveTextContent('{"note":"red","page":3}');
  await page.getByRole("button", { name: "Bags" }).click();
  await expect.element(shown).toHaveTextContent('{"kind":"bag","note":"red"}');
  await page.getByRole("button", { name: "Clear" }).click();
  await expect.element(shown).toHaveTextContent("{}");
  await expect.poll(() => urls.at(-1)).toBe("?other=1");
  expect(urls.some((url) => url.includes("kind=bag") && url.includes("n=red") && !url.includes("page="))).toBe(true);
});
