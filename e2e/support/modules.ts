import { globSync } from "node:fs";
import type { BrowserContext, Page } from "@playwright/test";
import type { Subjects } from "./pages.ts";

/** A screenshot's name, its path, and the actions before it. */
export type Picture = [name: string, path: string, act?: (page: Page) => Promise<void>];

/** A business module's part of the tests of all pages, in a file of `e2e/modules`. */
export interface WalkedModule {
  /** Creates a record for each page in a new organisation. @returns the parameters of paths */
  makeRecords(page: Page, tenant: string): Promise<Subjects>;
  /** Finds such records in the demo data, prepares visible states, and adds further screenshots. */
  picture(context: BrowserContext): Promise<{ subjects: Subjects; more: Picture[] }>;
  /** The most JavaScript that its pages load, compressed, in kilobytes, by route. */
  scripts?: Readonly<Record<string, number>>;
  fuzzed?: FuzzedModule;
}

/** Creates records by a procedure, in a tenant of the fuzzer. @returns their ids */
export type MakeSome = (procedure: string, count: number, inputOf: (number: number) => unknown) => Promise<string[]>;

/** A module's part of the fuzzer. */
export interface FuzzedModule {
  /** Creates some of its records. @param records the records that they refer to @returns ids by entity */
  make(
    some: MakeSome,
    records: Readonly<Record<string, readonly string[]>>,
  ): Promise<Record<string, readonly string[]>>;
  /** The kinds of record of its inputs' fields, created by other modules. */
  fields?: Readonly<Record<string, string>>;
}

/** The existing modules. */
export async function walkedModules(): Promise<WalkedModule[]> {
  const folder = new URL("../modules/", import.meta.url);
  const files = globSync("*.ts", { cwd: folder }).sort();
  return Promise.all(
    files.map(async (file) => {
      const { walked }: { walked: WalkedModule } = await import(new URL(file, folder).href);
      return walked;
    }),
  );
}

/** The modules' parts of the fuzzer. */
export const fuzzedModules = async (): Promise<FuzzedModule[]> =>
  (await walkedModules()).flatMap(({ fuzzed }) => (fuzzed ? [fuzzed] : []));
