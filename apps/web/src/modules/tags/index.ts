import { TagsIcon } from "lucide-react";
import { defineWebModule } from "@/manifests/web-module.ts";

/** Markers for items and parcels. */
export const tagsModule = defineWebModule({
  name: "tags",
  about: "tags.about",
  navigation: [
    { group: "desk", order: 50, label: "tags.title", path: "/tags", icon: TagsIcon, permission: "tags.read" },
  ],
  entities: { tag: {} },
});
