import { globSync } from "node:fs";
import type { BrowserContext, Page } from "@playwright/test";
import type { Subjects } from "./pages.ts";

/** A picture's name, its address, and what to do there before it is taken. */
export type Picture = [name: string, path: string, act?: (page: Page) => Promise<void>];

/** What a business module has to say to the walks through all pages. Each has a file in `e2e/modules`. */
export interface WalkedModule {
  /** Makes one of everything that has a page of its own, in a new organisation. @returns what stands in addresses */
  furnish(page: Page, tenant: string): Promise<Subjects>;
  /** Finds the same among the demo's data, after it has done what can be seen there, and more pictures than one of each page. */
  picture(context: BrowserContext): Promise<{ subjects: Subjects; more: Picture[] }>;
  /** The most JavaScript that its pages load, compressed, in kilobytes, by route. */
  scripts?: Readonly<Record<string, number>>;
  cast?: ModuleCast;
}

/** Makes some things of a module by one of its procedures, in a tenant of the fuzzer. @returns their ids */
export type MakeSome = (procedure: string, count: number, inputOf: (number: number) => unknown) => Promise<string[]>;

/** What the fuzzer needs of a module to fill in ids. */
export interface ModuleCast {
  /** Makes some of its things. @param things those that it refers to @returns ids by what they are ids of */
  make(some: MakeSome, things: Readonly<Record<string, readonly string[]>>): Promise<Record<string, readonly string[]>>;
  /** What fields of its inputs are ids of: of kinds that other modules make. */
  fields?: Readonly<Record<string, string>>;
}

/** The modules that are there. */
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

/** What the modules have for the fuzzer. */
export const moduleCasts = async (): Promise<ModuleCast[]> =>
  (await walkedModules()).flatMap(({ cast }) => (cast ? [cast] : []));
