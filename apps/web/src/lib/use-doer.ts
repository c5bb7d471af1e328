import { useTranslations } from "next-intl";

/** Says who did something, and for whom. */
export function useDoer(): (done: { userName: string | null; bySystem: boolean }) => string {
  const t = useTranslations("common.doer");
  return ({ userName, bySystem }) => {
    if (!bySystem) return userName ?? t("somebody");
    return userName ? t("systemFor", { name: userName }) : t("system");
  };
}
