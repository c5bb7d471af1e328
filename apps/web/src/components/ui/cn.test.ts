import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { cn } from "./cn.ts";

const theme = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");
const sizes = [...new Set([...theme.matchAll(/--text-([a-z]+):/g)].map(([, name]) => `text-${name}`))];

test.each(sizes)("a text size does not remove a text colour: %s", (size) => {
  expect(cn(`text-on-accent ${size}`)).toBe(`text-on-accent ${size}`);
  expect(cn(`${size} text-on-accent`)).toBe(`${size} text-on-accent`);
});

test("of two conflicting classes, the later wins", () => {
  expect(sizes).toContain("text-meta");
  expect(cn("text-base px-2", "px-4 text-meta")).toBe("px-4 text-meta");
});
