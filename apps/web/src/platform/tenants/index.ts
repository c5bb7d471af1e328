import { SettingsIcon, UsersIcon } from "lucide-react";
import { defineWebModule } from "@/manifests/web-module.ts";

/** The organisation itself, its members and its settings. */
export const tenantsModule = defineWebModule({
  name: "tenants",
  navigation: [
    {
      ...{ group: "administration", order: 10, label: "tenants.members.title", path: "/members", icon: UsersIcon },
      permission: "tenants.read",
    },
    {
      ...{ group: "administration", order: 90, label: "tenants.settings.title", path: "/settings", icon: SettingsIcon },
      permission: "tenants.read",
    },
  ],
  entities: { tenant: { shownIn: ["tenants", "support", "modules", "retention"] }, member: {}, invitation: {} },
});
