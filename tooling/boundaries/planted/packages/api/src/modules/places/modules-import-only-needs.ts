import { createItem } from "../../../../validators/src/items.ts";

export const planted = createItem;
