import { useTranslations } from "next-intl";

/** The name of the person or system that did something. */
export function useActorName(): (done: { userName: string | null; bySystem: boolean }) => string {
  const t = useTranslations("common.actor");
  return ({ userName, bySystem }) => {
    if (!bySystem) return userName ?? t("someone");
    return userName ? t("systemFor", { name: userName }) : t("system");
  };
}
