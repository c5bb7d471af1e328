import { defineWebModule } from "@/lib/web-module.ts";

/** Retention: a part of the settings. */
export const retentionModule = defineWebModule({ name: "retention" });
