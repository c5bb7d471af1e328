import { inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { drawLabel } from "./label.ts";

const content = {
  reference: "WB-1042",
  sender: "Northwind",
  recipient: ["Marta Nowak", "Nowy Świat 22", "Warszawa"],
  weight: 2680,
};

/** A PDF's text with its compressed parts unpacked. */
function unpacked(pdf: Uint8Array): string {
  const text = Buffer.from(pdf).toString("latin1");
  return text.replace(/stream\n([\s\S]*?)\nendstream/g, (_whole, data: string) => {
    try {
      return inflateSync(Buffer.from(data, "latin1")).toString("latin1");
    } catch {
      return "";
    }
  });
}

const pagesOf = (pdf: Uint8Array) => unpacked(pdf).match(/\/Type \/Page\b(?!s)/g)?.length;

describe("a label", () => {
  test("prints letters beyond Western Europe's", async () => {
    const maps = unpacked(await drawLabel(content)).toLowerCase();
    // The fonts' maps back to Unicode name every letter that is drawn: Ś is U+015A.
    expect(maps).toContain("<015a>");
  });

  test("is one page, whatever is written on it", async () => {
    expect(pagesOf(await drawLabel(content))).toBe(1);
    const long = { reference: "W".repeat(40), recipient: ["Name ".repeat(24), ...Array(4).fill("x".repeat(120))] };
    expect(pagesOf(await drawLabel({ ...content, ...long }))).toBe(1);
  });
});
