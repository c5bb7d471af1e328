import { itemsModule } from "../items/index.ts";

export const planted = itemsModule;
