import { defineWebModule } from "@/lib/web-module.ts";

/** Files that people and jobs have stored: a part of the settings. */
export const filesModule = defineWebModule({ name: "files", entities: { file: {} } });
