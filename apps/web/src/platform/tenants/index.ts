import { SettingsIcon, UsersIcon } from "lucide-react";
import { defineWebModule } from "@/lib/web-module.ts";

/** The organisation itself, its members and its settings. */
export const tenantsModule = defineWebModule({
  name: "tenants",
  navigation: [
    {
      ...{ group: "Administration", order: 10, label: "Members", path: "/members", icon: UsersIcon },
      permission: "tenants.read",
    },
    {
      ...{ group: "Administration", order: 90, label: "Settings", path: "/settings", icon: SettingsIcon },
      permission: "tenants.read",
    },
  ],
  entities: { tenant: { shownIn: ["tenants", "support", "modules", "retention"] }, member: {}, invitation: {} },
  words: { tenant: "Organisation", tenants: "Organisation" },
});
