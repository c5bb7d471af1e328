import { defineWebModule } from "@/manifests/web-module.ts";

/** The person's own account. */
export const accountModule = defineWebModule({
  name: "account",
  entities: { user: { shownIn: ["users", "account", "factors"] } },
});
