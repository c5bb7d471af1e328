import { useState } from "react";
import { beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import { InEnglish } from "@/texts/in-english.tsx";
import { EntitySelect } from "./entity-select.tsx";

const all = ["WB-1059", "WB-1060"].map((name) => ({ id: name, name }));
/** The search whose results are loaded. */
let load: (search: string) => void = () => {};
const chosen: (string | null)[] = [];
const created: string[] = [];
beforeEach(() => {
  chosen.length = 0;
  created.length = 0;
});

function Parcel() {
  const [loaded, setLoaded] = useState<string>();
  load = setLoaded;
  const found = all.filter(({ name }) => name.includes(loaded ?? ""));
  return (
    <InEnglish>
      <EntitySelect
        id="parcel"
        value={null}
        onChange={(id) => chosen.push(id)}
        onBlur={() => {}}
        placeholder="Choose a parcel"
        useChoices={(search) => ({ choices: loaded === undefined ? undefined : found, outdated: loaded !== search })}
        useChosen={() => undefined}
        onCreate={(search) => created.push(search)}
        aria-invalid={false}
        aria-describedby={undefined}
      />
    </InEnglish>
  );
}

async function search(text: string) {
  const screen = await render(<Parcel />);
  await userEvent.click(screen.getByRole("combobox"));
  load("");
  await expect.element(page.getByRole("option", { name: "WB-1060" })).toBeVisible();
  await userEvent.keyboard(`${text}{Enter}`);
}

test("Enter before the results of a search are loaded chooses the first one, once they are", async () => {
  await search("1060");
  expect(chosen).toEqual([]);
  load("1060");
  await expect.poll(() => chosen).toEqual(["WB-1060"]);
});

test("a click chooses a visible result of an earlier search", async () => {
  await search("105");
  await page.getByRole("option", { name: "WB-1059" }).click();
  expect(chosen).toEqual(["WB-1059"]);
});

test("without a result, nothing is chosen or created", async () => {
  await search("7");
  load("7");
  await expect.element(page.getByRole("option", { name: "Create “7”" })).toBeVisible();
  expect([chosen, created]).toEqual([[], []]);
});

test("after further typing, Enter is forgotten", async () => {
  await search("10");
  await userEvent.keyboard("59");
  load("1059");
  await expect.element(page.getByRole("option", { name: "WB-1060" })).not.toBeInTheDocument();
  expect(chosen).toEqual([]);
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => chosen).toEqual(["WB-1059"]);
});
