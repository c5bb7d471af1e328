import { defineWebModule } from "@/manifests/web-module.ts";

/** Stored files: a part of the settings. */
export const filesModule = defineWebModule({ name: "files", entities: { file: {} } });
