import { defineWebModule } from "@/lib/web-module.ts";

/** Who has the same page open. */
export const presenceModule = defineWebModule({ name: "presence", entities: { presence: {} } });
