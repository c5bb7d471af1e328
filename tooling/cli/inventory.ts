import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { capture, root } from "./processes.ts";
import { step, UserError } from "./terminal.ts";

/** Approved licences of packages: they require only their notice, or their own sources. */
const approved = new Set([
  ...[
    "MIT",
    "MIT-0",
    "ISC",
    "0BSD",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "Apache-2.0",
    "Apache-2.0 AND MIT",
    "Unlicense",
    "Python-2.0",
  ],
  ...["(MIT AND Zlib)", "(MIT OR CC0-1.0)", "MIT AND ISC AND BSD-3-Clause"],
  // Fonts and data of browsers.
  ...["OFL-1.1", "CC-BY-4.0"],
  // A separate library of Next, which the image excludes.
  "LGPL-3.0-or-later",
]);

/** Filters for the packages of production. */
const production = [
  "--filter-prod",
  "@waybill/web...",
  "--filter-prod",
  "@waybill/worker...",
  "--filter-prod",
  "@waybill/cli...",
];

const components = z.object({ components: z.array(z.looseObject({ name: z.string(), version: z.string() })) });
const licences = z.record(
  z.string(),
  z.array(z.looseObject({ name: z.string(), versions: z.array(z.string()), license: z.string() })),
);

/** The packages of production. */
export interface Inventory {
  /** A bill of materials in CycloneDX JSON. */
  bill: string;
  /** The names of its packages. */
  packages: string[];
  /** The packages by their licence: `name version`. */
  licences: Record<string, string[]>;
}

/** Reads the packages of production. @throws {UserError} if pnpm fails */
export async function readInventory(): Promise<Inventory> {
  const [bill, list] = await Promise.all([
    pnpm(["sbom", "--prod", "--sbom-format", "cyclonedx", "--sbom-type", "application"]),
    pnpm(["licenses", "list", "--prod", "--json"]),
  ]);
  const found = Object.entries(licences.parse(JSON.parse(list))).map(([licence, packages]) => [
    licence,
    packages.flatMap(({ name, versions }) => versions.map((version) => `${name} ${version}`)).sort(),
  ]);
  return {
    bill,
    packages: components.parse(JSON.parse(bill)).components.map(({ name }) => name),
    licences: Object.fromEntries(found),
  };
}

async function pnpm(args: string[]): Promise<string> {
  const { code, output } = await capture("pnpm", [...production, ...args]);
  if (code !== 0) throw new UserError(`pnpm ${args[0]} failed:\n${output}`);
  return output.slice(output.indexOf("{"));
}

/** Packages under licences that are not approved. */
export const foreignLicences = ({ licences: all }: Pick<Inventory, "licences">): string[] =>
  Object.entries(all)
    .filter(([licence]) => !approved.has(licence))
    .flatMap(([licence, packages]) => packages.map((one) => `${one}: ${licence}`));

/** `npm run inventory -- FOLDER`: writes the bill of materials and the licences of production's packages. */
export async function inventory([folder = join(root, ".artifacts")]: string[]): Promise<number> {
  const read = await readInventory();
  const into = resolve(folder);
  mkdirSync(into, { recursive: true });
  writeFileSync(join(into, "waybill.cdx.json"), read.bill);
  writeFileSync(join(into, "licences.json"), `${JSON.stringify(read.licences, null, 2)}\n`);
  step(`${read.packages.length} packages: waybill.cdx.json and licences.json are in ${into}`);
  const foreign = foreignLicences(read);
  if (foreign.length > 0) throw new UserError(`These licences are not approved:\n${foreign.join("\n")}`);
  return 0;
}
