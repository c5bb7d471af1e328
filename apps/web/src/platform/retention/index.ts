import { defineWebModule } from "@/lib/web-module.ts";

/** How long things are kept: a part of the settings. */
export const retentionModule = defineWebModule({ name: "retention" });
