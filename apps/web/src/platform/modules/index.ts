import { defineWebModule } from "@/lib/web-module.ts";

/** Which business modules an organisation has on: a part of the settings. */
export const modulesModule = defineWebModule({ name: "modules" });
