import { testing } from "../items/testing.ts";

export const planted = testing;
