import { ShieldCheckIcon } from "lucide-react";
import { defineWebModule } from "@/lib/web-module.ts";

/** The organisation's own roles. */
export const rolesModule = defineWebModule({
  name: "roles",
  navigation: [
    {
      ...{ group: "Administration", order: 20, label: "Roles", path: "/roles", icon: ShieldCheckIcon },
      permission: "roles.read",
    },
  ],
  entities: { role: { page: "/roles", shownIn: ["roles", "tenants"] } },
});
