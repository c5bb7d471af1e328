import type { BrowserContext, Page } from "@playwright/test";
import { z } from "zod";
import { call } from "../support/actions.ts";
import { callProcedure } from "../support/call.ts";
import { base, firstOf, idOfFirst, slug, tenant } from "../support/demo.ts";
import type { WalkedModule } from "../support/modules.ts";

/** Two items and a recipient for a parcel. */
export async function createDispatchData(page: Page, tenant: string) {
  const item = { weight: 500, stock: 10, price: 1999, currency: "EUR" };
  const lamp = await call(page, tenant, "items.create", { ...item, sku: "LAMP", name: "Desk lamp" });
  const cable = await call(page, tenant, "items.create", { ...item, sku: "CABLE", name: "Cable" });
  const ada = await call(page, tenant, "places.create", {
    ...{
      code: "C-1",
      name: "Grace Hopper",
      country: "DE",
      city: "Berlin",
      postcode: "10117",
      line1: "Unter den Linden 1",
    },
  });
  return { lamp, cable, ada };
}

/** Dispatches a parcel and waits for its delivery. */
async function deliver(context: BrowserContext) {
  const packed = await firstOf(context, "/parcels?state=packed");
  await callProcedure(context.request, base, slug, "parcels.dispatch", { id: packed.split("/").at(-1) });
  const page = await context.newPage();
  await page.goto(`${base}${packed}`);
  await page.getByText("Delivered", { exact: true }).first().waitFor({ timeout: 60_000 });
  await page.close();
}

/** Creates parcels with too little stock for all, and dispatches the possible ones. @returns the URL of the job */
async function batch(context: BrowserContext): Promise<string> {
  const call = (name: string, input: unknown): Promise<unknown> =>
    callProcedure(context.request, base, slug, name, input);
  const make = async (name: string, input: unknown) => z.object({ id: z.string() }).parse(await call(name, input)).id;
  const address = { country: "DE", city: "Bonn", postcode: "53111", line1: "Rheinweg 1" };
  const known = await make("places.create", { code: "BATCH", name: "Rhine Bookshop", ...address });
  const vague = await make("places.create", { code: "VAGUE", name: "Harbour Café", ...address, line1: null });
  const item = { sku: "RARE", name: "Signed print", weight: 300, stock: 5, price: 9000, currency: "EUR" };
  const itemId = await make("items.create", item);
  for (const [n, recipientId] of [known, known, vague, vague, known].entries()) {
    const lines = [{ itemId, quantity: n === 4 ? 9 : 1 }];
    await make("parcels.create", { reference: `BATCH-${n}`, recipientId, lines, packed: n === 0 });
  }
  const selection = { search: "BATCH" };
  const counted = z.object({ until: z.string(), total: z.number() });
  const query = `${base}/api/trpc/parcels.preflight?input=${encodeURIComponent(JSON.stringify({ selection }))}`;
  const answer = await context.request.get(query, { headers: { "x-tenant-id": slug } });
  const { until, total } = counted.parse((await answer.json()).result.data);
  const started = await call("parcels.dispatchMany", { selection, until, expected: total });
  const { jobId } = z.object({ jobId: z.string() }).parse(started);
  return `${tenant}/jobs/${jobId}`;
}

/** Opens the preflight of all listed parcels. */
async function openPreflight(page: Page) {
  await page.getByRole("checkbox").first().check();
  await page.getByRole("button", { name: /^(?:Dispatch|Versenden ?)…$/ }).click();
  await page.getByText(/can be dispatched\.|können versandt werden\./).waitFor();
}

export const walked: WalkedModule = {
  scripts: { "/t/[tenant]/parcels": 270, "/t/[tenant]/parcels/[id]": 270 },
  async makeRecords(page, tenantOf) {
    const { lamp, ada } = await createDispatchData(page, tenantOf);
    const parcel = { reference: "W".repeat(40), recipientId: ada.id, packed: true };
    const lines = [{ itemId: lamp.id, quantity: 1 }];
    return { "parcels/[id]": (await call(page, tenantOf, "parcels.create", { ...parcel, lines })).id };
  },
  async picture(context) {
    await deliver(context);
    const batchJob = await batch(context);
    return {
      subjects: { "parcels/[id]": await idOfFirst(context, "/parcels?state=draft") },
      more: [
        ["parcels-filtered", `${tenant}/parcels?state=packed`],
        ["parcels-no-result", `${tenant}/parcels?q=nothing+like+this`],
        ["parcels-preflight", `${tenant}/parcels?q=BATCH`, openPreflight],
        ["parcel-delivered", await firstOf(context, "/parcels?state=delivered")],
        ["parcel-failed", await firstOf(context, "/parcels?state=failed")],
        ["job-batch", batchJob],
      ],
    };
  },
};
