import { HistoryIcon } from "lucide-react";
import { defineWebModule } from "@/manifests/web-module.ts";

/** The audit log of the organisation. */
export const activityModule = defineWebModule({
  name: "activity",
  navigation: [
    {
      ...{ group: "administration", order: 40, label: "activity.title", path: "/activity", icon: HistoryIcon },
      permission: "activity.read",
    },
  ],
});
