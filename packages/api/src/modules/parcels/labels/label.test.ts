import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { unprintable } from "../../../platform/print/index.ts";
import { textsOf } from "../../../testing/pdf.ts";
import { addressLines, compose, type LabelAddress, type LabelContent } from "./label.ts";
import { drawLabel, LabelSheet } from "./label-sheet.ts";

const content = {
  reference: "WB-1042",
  sender: "Northwind",
  recipient: {
    name: "Marta Nowak",
    line1: "Nowy Świat 22",
    line2: null,
    postcode: "00-373",
    city: "Warszawa",
    country: "PL",
  },
  weight: 2680,
};

/** Without spaces, which may be line breaks: the rest has to be complete and in order. */
const squeezed = (text: string) => text.normalize("NFC").replace(/[\s\p{Default_Ignorable_Code_Point}]+/gu, "");

const letters = (text: string) => Array.from(squeezed(text)).sort().join("");

const address = z.object({
  name: z.string(),
  country: z.string(),
  city: z.string(),
  postcode: z.string().nullable(),
  line1: z
    .string()
    .nullish()
    .transform((line) => line ?? null),
  line2: z
    .string()
    .nullish()
    .transform((line) => line ?? null),
});
const cases = z
  .array(z.object({ why: z.string(), place: address }))
  .parse(JSON.parse(readFileSync(new URL("./labels.json", import.meta.url), "utf8")));
const printable = cases.filter(({ why }) => !why.includes("no font has"));
const wholeOf = (place: LabelAddress) => addressLines(place).map(({ text }) => text);

describe("a label", () => {
  test.each(printable)("has every letter of an address: $why", async ({ place }) => {
    const [page = []] = await textsOf(await drawLabel({ ...content, recipient: place }));
    const printed = page.map(({ text }) => text).join("");
    for (const line of wholeOf(place)) {
      // A PDF reader orders letters of mixed directions differently, so only their presence is checked.
      for (const letter of new Set(squeezed(line))) expect(squeezed(printed), line).toContain(letter);
    }
    expect(letters(printed).length).toBeGreaterThanOrEqual(letters(wholeOf(place).join("")).length);
  });

  test.each(printable)("has postcode, city and country in full: $why", async ({ place }) => {
    const [page = []] = await textsOf(await drawLabel({ ...content, recipient: place }));
    const printed = squeezed(page.map(({ text }) => text).join(""));
    for (const part of wholeOf(place).slice(-2)) {
      // A right-to-left line is extracted in parts: each of its words must be present.
      for (const word of part.split(/\s+/)) expect(printed).toContain(squeezed(word));
    }
  });

  test("is one page with all content inside, whatever the texts", async () => {
    const extremes: LabelAddress[] = [
      {
        name: "N".repeat(120),
        line1: "W".repeat(120),
        line2: "W".repeat(120),
        postcode: "W".repeat(16),
        city: "W".repeat(120),
        country: "DE",
      },
      {
        name: "漢".repeat(120),
        line1: "漢".repeat(120),
        line2: "字".repeat(120),
        postcode: "100-0001",
        city: "京".repeat(120),
        country: "JP",
      },
      { name: "a", line1: "b\n".repeat(60), line2: "c\n".repeat(60), postcode: "10117", city: "Berlin", country: "DE" },
      { name: "ש".repeat(120), line1: "רחוב ".repeat(24), line2: null, postcode: null, city: "ת", country: "IL" },
    ];
    for (const recipient of extremes) {
      const pages = await textsOf(
        await drawLabel({ ...content, reference: "W".repeat(40), sender: "S".repeat(120), recipient }),
      );
      expect(pages).toHaveLength(1);
      const all = squeezed(
        pages
          .flat()
          .map(({ text }) => text)
          .join(""),
      );
      const town = squeezed(wholeOf(recipient).at(-2) ?? "");
      expect(all.length).toBeGreaterThan(town.length);
      for (const { x, y, size } of pages.flat()) {
        expect(x).toBeGreaterThanOrEqual(20);
        expect(x).toBeLessThan(280);
        expect(y - size).toBeGreaterThan(0);
        expect(y).toBeLessThan(419);
      }
    }
  });

  test("draws Han characters in the style of the destination country", async () => {
    const named = async (country: string) => {
      const recipient = { ...content.recipient, name: "直", line1: "直", city: "直", country };
      const text = Buffer.from(await drawLabel({ ...content, recipient })).toString("latin1");
      return [...new Set(text.match(/NotoSans(?:JP|SC|TC|KR)/g))];
    };
    expect(await named("JP")).toEqual(["NotoSansJP"]);
    expect(await named("CN")).toEqual(["NotoSansSC"]);
    expect(await named("TW")).toEqual(["NotoSansTC"]);
    expect(await named("KR")).toEqual(["NotoSansKR"]);
  });
});

describe("a sheet of labels", () => {
  async function sheetOf(contents: LabelContent[]): Promise<Buffer> {
    const sheet = await LabelSheet.start("Labels");
    const bytes = sheet.stream.toArray();
    for (const one of contents) sheet.draw(await compose(one));
    sheet.end();
    return Buffer.concat(await bytes);
  }
  const fontsIn = (pdf: Buffer) => pdf.toString("latin1").match(/\/FontFile2 /g)?.length ?? 0;

  test("embeds each font once, for any number of labels", async () => {
    const recipients = [content.recipient, { ...content.recipient, name: "直子", country: "JP" }];
    const contents = recipients.map((recipient) => ({ ...content, recipient }));
    const one = await sheetOf(contents);
    const many = await sheetOf(Array.from({ length: 5 }, () => contents).flat());
    expect(await textsOf(many)).toHaveLength(10);
    expect(fontsIn(one)).toBeGreaterThan(2);
    expect(fontsIn(many)).toBe(fontsIn(one));
  });

  test("draws a label like a single one", async () => {
    const others = printable.slice(0, 4).map(({ place }) => ({ ...content, recipient: place }));
    const pages = await textsOf(await sheetOf(others));
    for (const [n, one] of others.entries()) expect(pages[n]).toEqual((await textsOf(await drawLabel(one)))[0]);
  });
});

describe("an unprintable character", () => {
  test.each(cases)("is found in the fonts, character by character: $why", async ({ why, place }) => {
    const missing = await Promise.all(wholeOf(place).map((text) => unprintable(text, place.country)));
    if (why.includes("no font has")) expect(missing.flat()).toEqual(["𐤀", "𐤁", "𐤂"]);
    else expect(missing.flat()).toEqual([]);
  });

  test("is not drawn, and is named", async () => {
    const recipient = { ...content.recipient, name: "𐤀" };
    await expect(drawLabel({ ...content, recipient })).rejects.toThrow(
      "The label for 𐤀 cannot be printed because of 𐤀.",
    );
  });
});
