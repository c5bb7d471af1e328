import { idOfFirst } from "../support/demo.ts";
import { call } from "../support/desk.ts";
import type { WalkedModule } from "../support/modules.ts";

export const walked: WalkedModule = {
  async furnish(page, tenant) {
    const address = { country: "DE", city: "Berlin", postcode: "10117", line1: "Unter den Linden 2" };
    const place = await call(page, tenant, "places.create", { code: "W-1", name: "Ada Byron", ...address });
    return { "places/[id]": place.id };
  },
  picture: async (context) => ({ subjects: { "places/[id]": await idOfFirst(context, "/places") }, more: [] }),
};
