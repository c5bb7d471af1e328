import { FileUpIcon, PlusIcon, ShapesIcon } from "lucide-react";
import { defineWebModule } from "@/manifests/web-module.ts";
import { scanOnce } from "@/scanner/scan-once.ts";
import { LowItems } from "./lazy.ts";
import { itemUrlKeys, runningOutInput } from "./query-inputs.ts";

/** Items and their stock. */
export const itemsModule = defineWebModule({
  name: "items",
  about: "items.about",
  navigation: [
    {
      ...{ group: "desk", order: 30, label: "items.title", path: "/items", icon: ShapesIcon },
      permission: "items.read",
      list: { name: "items", urlKeys: itemUrlKeys },
    },
  ],
  commands: [
    { order: 20, label: "items.new", path: "/items/new", icon: PlusIcon, permission: "items.create" },
    { order: 60, label: "items.import", path: "/items/import", icon: FileUpIcon, permission: "items.import" },
    {
      order: 65,
      label: "items.importCounts",
      path: "/items/import-counts",
      icon: FileUpIcon,
      permission: "items.importCounts",
    },
  ],
  entities: { item: { page: "/items" } },
  dashboard: {
    cards: [
      {
        order: 40,
        permission: "items.read",
        Card: LowItems,
        read: (url, trpc, client) => [client.prefetchQuery(trpc.items.runningOut.queryOptions(runningOutInput(url)))],
      },
    ],
  },
  scan: {
    order: 20,
    entity: "item",
    permission: "items.read",
    find: (trpc, client, code) => client.fetchQuery(trpc.items.byCode.queryOptions({ code }, scanOnce)),
  },
});
