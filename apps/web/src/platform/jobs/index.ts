import { ActivityIcon } from "lucide-react";
import { defineWebModule } from "@/lib/web-module.ts";

/** What the worker does. */
export const jobsModule = defineWebModule({
  name: "jobs",
  navigation: [
    {
      ...{ group: "Administration", order: 50, label: "Jobs", path: "/jobs", icon: ActivityIcon },
      permission: "jobs.read",
    },
  ],
  entities: { job: { page: "/jobs" }, schedule: {} },
});
