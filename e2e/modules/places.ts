import type { Page } from "@playwright/test";
import { call, fresh } from "../support/actions.ts";
import { idOfFirst } from "../support/demo.ts";
import type { WalkedModule } from "../support/modules.ts";

/** Creates a place. */
export function makePlace(page: Page, tenant: string): Promise<{ id: string }> {
  const address = { country: "DE", city: "Berlin", postcode: "10117", line1: "Unter den Linden 2" };
  return call(page, tenant, "places.create", { code: fresh("W"), name: "Ada Byron", ...address });
}

export const walked: WalkedModule = {
  makeRecords: async (page, tenant) => ({ "places/[id]": (await makePlace(page, tenant)).id }),
  fuzzed: {
    make: async (some) => ({
      place: await some("places.create", 2, (n) => ({
        ...{ code: `P-${n}`, name: "Ada", country: "DE", city: "Berlin", postcode: "10117", line1: "Street 1" },
      })),
    }),
  },
  picture: async (context) => ({ subjects: { "places/[id]": await idOfFirst(context, "/places") }, more: [] }),
};
