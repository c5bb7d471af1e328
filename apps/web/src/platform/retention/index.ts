import { defineWebModule } from "@/manifests/web-module.ts";

/** Retention: a part of the settings. */
export const retentionModule = defineWebModule({ name: "retention" });
