import { composeStories, setProjectAnnotations } from "@storybook/nextjs-vite";
import axe from "axe-core";
import { beforeAll, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import * as preview from "../.storybook/preview.tsx";

// Every story is rendered in a browser, plays, and passes the accessibility rules, in both themes.

const files = import.meta.glob<Parameters<typeof composeStories>[0]>("./**/*.stories.tsx", { eager: true });
// Parts that are loaded on demand are shown by the stories of the component that loads them.
const parts = import.meta.glob([
  "./{components,forms,lists}/**/*.tsx",
  "./platform/imports/{import-page,*-step}.tsx",
  "!./**/*.{stories,browser.test}.tsx",
  "!./**/*-parts.tsx",
]);

/**
 * A story is a part of a page, without landmarks. While a menu or a dialog is open, the content behind it is hidden but still
 * contains focusable elements; the focus cannot reach them.
 */
const rules = { region: { enabled: false }, "aria-hidden-focus": { enabled: false } };

interface Drawn {
  run(context: { globals: { theme: string; language: string } }): Promise<void>;
}

const annotations = setProjectAnnotations(preview.default);
beforeAll(annotations.beforeAll);

test("every part has stories", () => {
  const shown = Object.keys(files).map((file) => file.replace(".stories", ""));
  expect(Object.keys(parts).sort()).toEqual(shown.sort());
});

describe.each(Object.entries(files))("%s", (_file, stories) => {
  for (const [name, Story] of Object.entries<Drawn>(composeStories(stories))) {
    test.each(["light", "dark"])(`${name}, %s`, async (theme) => {
      await page.viewport(1000, 800);
      await Story.run({ globals: { theme, language: "en" } });
      document.documentElement.classList.toggle("dark", theme === "dark");
      const { violations } = await axe.run(document.body, { rules });
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
    });
  }
});
