import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";

/**
 * The metadata of pages that do not exist and of pages without access: the same, so that they cannot be
 * told apart. A layout gives it to every page below.
 */
export async function notFoundMetadata(): Promise<Metadata> {
  const t = await getTranslations("common.errors");
  const title = `${t("notFound")} · Waybill`;
  return { title: { absolute: title, template: title } };
}
