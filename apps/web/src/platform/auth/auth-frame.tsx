import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Logo } from "@/components/logo.tsx";
import { Card } from "@/components/ui/surface.tsx";
import { LanguageChoice } from "@/texts/language-choice.tsx";

/** The frame of pages outside of an organisation, such as the sign-in page. */
export function AuthFrame({
  title,
  intro,
  children,
  footer,
}: {
  title: string;
  intro?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
}) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-6 px-4 py-10">
      <Link href="/" className="flex items-center gap-2 rounded font-semibold text-lg">
        <Logo /> Waybill
      </Link>
      <Card className="flex w-full max-w-sm flex-col gap-5 p-6 shadow-sm">
        <div className="flex flex-col gap-1">
          <h1 className="font-semibold text-lg">{title}</h1>
          {intro && <div className="text-ink-soft">{intro}</div>}
        </div>
        {children}
      </Card>
      {footer && <div className="wrap-anywhere max-w-full text-center text-ink-soft">{footer}</div>}
      <LanguageChoice />
    </main>
  );
}

/** A separator between alternatives. */
export function Or() {
  const t = useTranslations("auth");
  return (
    <div className="flex items-center gap-3 text-ink-faint text-meta before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      {t("or")}
    </div>
  );
}

export const linkClasses = "rounded font-medium text-accent underline-offset-4 hover:underline";
