import { TagsIcon } from "lucide-react";
import { defineWebModule } from "@/lib/web-module.ts";

/** Labels for items and parcels. */
export const tagsModule = defineWebModule({
  name: "tags",
  about: "Labels for items and parcels.",
  navigation: [{ group: "Desk", order: 50, label: "Tags", path: "/tags", icon: TagsIcon, permission: "tags.read" }],
  entities: { tag: {} },
});
