"use client";

import { languages } from "@waybill/validators/languages";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Select } from "@/components/ui/input.tsx";
import { Panel } from "@/components/ui/surface.tsx";
import { languageNames } from "@/texts/language-choice.tsx";
import { rememberLanguage } from "@/texts/remember-language.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";

/** Sets the language of pages in all browsers of the person. */
export function LanguagePanel({ language }: { language: string | null }) {
  const t = useTranslations("account.language");
  const router = useRouter();
  const { run, pending } = useAction(useTRPC().users.setLanguage.mutationOptions());
  const choose = async (value: string) => {
    const chosen = languages.find((each) => each === value) ?? null;
    if (!(await run({ language: chosen }))) return;
    rememberLanguage(chosen);
    router.refresh();
  };
  return (
    <Panel title={t("title")}>
      <Select
        aria-label={t("title")}
        value={language ?? ""}
        disabled={pending}
        onChange={({ target }) => choose(target.value)}
        className="max-w-sm"
      >
        <option value="">{t("browser")}</option>
        {languages.map((each) => (
          <option key={each} value={each} lang={each}>
            {languageNames[each]}
          </option>
        ))}
      </Select>
    </Panel>
  );
}
