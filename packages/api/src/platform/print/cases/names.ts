import { readFileSync } from "node:fs";
import { z } from "zod";

const names = z.array(
  z.object({
    what: z.string(),
    country: z.string(),
    text: z.string(),
    shaped: z.array(z.object({ text: z.string(), glyphs: z.string() })),
  }),
);

/**
 * Names of people and places in every script of the fonts, with their glyphs from HarfBuzz's `hb-shape` 6.0 and the
 * font file: `hb-shape --variations=wght=400 --direction=… --script=… --remove-default-ignorables --bot --eot
 * --no-glyph-names --no-clusters`, and `--language=ko` for Hangul. Regenerate after font updates.
 */
export const readNames = () => names.parse(JSON.parse(readFileSync(new URL("./names.json", import.meta.url), "utf8")));
