import { ShieldCheckIcon } from "lucide-react";
import { defineWebModule } from "@/manifests/web-module.ts";

/** The organisation's own roles. */
export const rolesModule = defineWebModule({
  name: "roles",
  navigation: [
    {
      ...{ group: "administration", order: 20, label: "roles.title", path: "/roles", icon: ShieldCheckIcon },
      permission: "roles.read",
    },
  ],
  entities: { role: { page: "/roles", shownIn: ["roles", "tenants"] } },
});
