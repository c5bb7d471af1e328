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
