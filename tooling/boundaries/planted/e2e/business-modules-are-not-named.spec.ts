import { planted as imported } from "./modules/items.ts";

const base = "http://localhost:3000";
export const planted = [
  imported,
  `${base}/t/acme/items/new`,
  "/places",
  "New parcel",
  "Items: Read",
  `${base}/api/trpc/tags.list`,
  "items.create",
];
