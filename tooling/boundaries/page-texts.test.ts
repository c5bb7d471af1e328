import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { pageTexts, textsOfSource } from "./page-texts.ts";

test("every text of a page is in a catalogue", () => {
  expect(pageTexts(join(import.meta.dirname, "../.."))).toEqual([]);
});

const found = (source: string) => textsOfSource("apps/web/src/page.tsx", source).map(({ text }) => text);

describe("a text outside of a catalogue is found:", () => {
  test.each([
    ["between elements", "export const a = <p>Parcels of today</p>;", "Parcels of today"],
    ["one word", "export const a = <Button>Save</Button>;", "Save"],
    ["in an attribute", 'export const a = <Panel title="Your account" />;', "Your account"],
    ["in a condition", 'export const a = open ? "New tag" : null;', "New tag"],
    ["in a list of names", 'const names = { draft: "Draft" };', "Draft"],
    ["with a value", `toast(\`Saved \${name}\`);`, "Saved"],
  ])("%s", (_where, source, text) => expect(found(source)).toEqual([text]));
});

test("names, classes and thrown errors are not texts", () => {
  expect(
    found(`import { Save } from "Save it";
      const key: "Always" = event.key === "Enter";
      if (!known) throw new Error("There is no such page.");
      export const a = <p className={cn("Flex text")} role="Status line" id="Some id">{t("tags.title")} · {t(\`states.\${state}\`)}</p>;
      export const to = \`/sign-in?\${query}\`;`),
  ).toEqual([]);
});
