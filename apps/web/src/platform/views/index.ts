import { defineWebModule } from "@/lib/web-module.ts";

/** Saved views of lists. */
export const viewsModule = defineWebModule({
  name: "views",
  entities: { view: {} },
});
