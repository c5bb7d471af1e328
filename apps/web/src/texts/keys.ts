import type { MessageKeys, NestedKeyOf } from "next-intl";
import { useTranslations } from "next-intl";
import type { Texts } from "./catalogue.ts";

/** The key of a text with its namespace, such as `tags.title`, for manifests. */
export type TextKey = MessageKeys<Texts, NestedKeyOf<Texts>>;

/** Looks up texts without values. */
export function useText(): (key: TextKey) => string {
  return useTranslations();
}
