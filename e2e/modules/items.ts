import type { BrowserContext, Page } from "@playwright/test";
import { z } from "zod";
import { call, fresh, testUrls } from "../support/actions.ts";
import { callProcedure } from "../support/call.ts";
import { base, idOfFirst, slug, tenant } from "../support/demo.ts";
import type { WalkedModule } from "../support/modules.ts";

/** A German export with a weight without a unit, and a row without a weight. */
const germanExport =
  "Artikelnummer;Bezeichnung;Gewicht;Preis;Lager\r\nL-1;Schreibtischlampe;1,250;19,90 €;5\r\nL-2;Größe M;;12 CHF;\r\n";

/** Chooses a file for an import and waits for its preview. */
async function choose(page: Page) {
  const file = { name: "artikel.csv", mimeType: "text/csv", buffer: Buffer.from(germanExport) };
  await page.getByLabel(/^(?:File|Datei)$/).setInputFiles(file);
  await page.getByLabel(/^(?:Separator|Trennzeichen)$/).waitFor();
}

/** Checks the file and waits for the list of errors. */
async function chooseAndCheck(page: Page) {
  await choose(page);
  await page.getByLabel(/^(?:Weights without a unit|Gewichte ohne Einheit)$/).selectOption({ index: 1 });
  await page.getByRole("button", { name: /^(?:Check the file|Datei prüfen)$/ }).click();
  const outcome = /^Import \d|^Nothing to import|^\d+ Zeilen? importieren|^Nichts zu importieren/;
  await page.getByRole("button", { name: outcome }).waitFor();
}

/** Runs two imports, one of which fails. */
async function importTwice(context: BrowserContext) {
  for (const csv of ["sku,name,weight,price,currency\nMUG-EN,Enamel mug,210,1250,EUR\n", "no,such,columns\n1,2,3\n"]) {
    const answer = await context.request.post(`${base}/api/files?for=items.import&name=items.csv`, {
      headers: { "x-tenant-id": slug, "content-type": "text/csv" },
      data: csv,
    });
    await callProcedure(context.request, base, slug, "items.import", { fileId: (await answer.json()).id });
  }
}

/** Uploads a table for an import of items. @returns the file's id */
export async function uploadItems(page: Page, tenant: string, data: string): Promise<string> {
  const answer = await page.request.post(`${testUrls().BASE_URL}/api/files?for=items.import&name=items.csv`, {
    headers: { "x-tenant-id": tenant, "content-type": "text/csv" },
    data,
  });
  return z.object({ id: z.string() }).parse(await answer.json()).id;
}

/** Creates an item. */
export function makeItem(page: Page, tenant: string): Promise<{ id: string }> {
  const item = { name: "Walking stick", weight: 500, stock: 10, price: 1999, currency: "EUR" };
  return call(page, tenant, "items.create", { sku: fresh("WALK"), ...item });
}

export const walked: WalkedModule = {
  makeRecords: async (page, tenant) => ({ "items/[id]": (await makeItem(page, tenant)).id }),
  fuzzed: {
    make: async (some) => ({
      item: await some("items.create", 3, (n) => ({
        ...{ sku: `S-${n}`, name: "Lamp", weight: 5, stock: 900, price: 9, currency: "EUR" },
      })),
    }),
  },
  async picture(context) {
    await importTwice(context);
    return {
      subjects: { "items/[id]": await idOfFirst(context, "/items") },
      more: [
        ["items-low", `${tenant}/items?low=1`],
        ["items-import-preview", `${tenant}/items/import`, choose],
        ["items-import-checked", `${tenant}/items/import`, chooseAndCheck],
      ],
    };
  },
};
