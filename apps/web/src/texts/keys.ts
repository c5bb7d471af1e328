import type { MessageKeys, NestedKeyOf } from "next-intl";
import { useTranslations } from "next-intl";
import type { Texts } from "./catalogue.ts";

/** The key of a text with its namespace, such as `tags.title`: for texts that a manifest names. */
export type TextKey = MessageKeys<Texts, NestedKeyOf<Texts>>;

/** Looks texts up that take no values. */
export function useText(): (key: TextKey) => string {
  return useTranslations();
}
