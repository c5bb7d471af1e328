import { defineWebModule } from "@/manifests/web-module.ts";

/** Saved views of lists. */
export const viewsModule = defineWebModule({
  name: "views",
  entities: { view: {} },
});
