import { LayoutDashboardIcon } from "lucide-react";
import { defineWebModule } from "@/manifests/web-module.ts";

/** The start page of an organisation, made of the modules' cards. */
export const dashboardModule = defineWebModule({
  name: "dashboard",
  navigation: [{ group: "desk", order: 0, label: "dashboard.title", path: "", icon: LayoutDashboardIcon }],
});
