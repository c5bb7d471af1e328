import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";

/**
 * What the head says of what does not exist, and of what may not be seen: the same, so that one is not told from the
 * other. A layout gives it to every page below.
 */
export async function nothingHere(): Promise<Metadata> {
  const t = await getTranslations("common.errors");
  const title = `${t("notFound")} · Waybill`;
  return { title: { absolute: title, template: title } };
}
