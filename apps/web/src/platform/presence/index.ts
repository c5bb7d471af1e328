import { defineWebModule } from "@/manifests/web-module.ts";

/** Viewers of the same page. */
export const presenceModule = defineWebModule({ name: "presence", entities: { presence: {} } });
