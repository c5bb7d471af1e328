import { ShapesIcon } from "lucide-react";
import { scanOnce } from "@/lib/scan-once.ts";
import { defineWebModule } from "@/lib/web-module.ts";
import { lowItemsInput } from "./elsewhere.ts";
import { LowItems } from "./lazy.ts";

/** What is sent, and how much of it there is. */
export const itemsModule = defineWebModule({
  name: "items",
  about: "What is sent, and how much of it there is.",
  navigation: [
    { group: "Desk", order: 30, label: "Items", path: "/items", icon: ShapesIcon, permission: "items.read" },
  ],
  entities: { item: { page: "/items" } },
  dashboard: {
    cards: [
      {
        order: 40,
        permission: "items.read",
        Card: LowItems,
        read: (trpc, client) => [client.prefetchQuery(trpc.items.list.queryOptions(lowItemsInput))],
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
