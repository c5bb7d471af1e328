import { WorkflowIcon } from "lucide-react";
import { defineWebModule } from "@/manifests/web-module.ts";

/** Events and their handlers. */
export const eventsModule = defineWebModule({
  name: "events",
  navigation: [
    {
      ...{ group: "administration", order: 60, label: "events.title", path: "/events", icon: WorkflowIcon },
      permission: "events.read",
    },
  ],
  entities: { event: { page: "/events" } },
});
