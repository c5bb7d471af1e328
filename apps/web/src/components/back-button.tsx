"use client";

import { useTranslations } from "next-intl";
import { Button } from "./ui/button.tsx";

/** Goes back to the page before. */
export function BackButton() {
  const t = useTranslations("common");
  return <Button onClick={() => window.history.back()}>{t("back")}</Button>;
}
