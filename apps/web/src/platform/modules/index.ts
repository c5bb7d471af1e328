import { defineWebModule } from "@/manifests/web-module.ts";

/** The switches of business modules: a part of the settings. */
export const modulesModule = defineWebModule({ name: "modules" });
