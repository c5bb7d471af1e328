import { ActivityIcon } from "lucide-react";
import { defineWebModule } from "@/manifests/web-module.ts";

/** Jobs of the worker. */
export const jobsModule = defineWebModule({
  name: "jobs",
  navigation: [
    {
      ...{ group: "administration", order: 50, label: "jobs.title", path: "/jobs", icon: ActivityIcon },
      permission: "jobs.read",
    },
  ],
  entities: { job: { page: "/jobs" }, schedule: {} },
});
