import { MailIcon } from "lucide-react";
import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Page } from "@/components/page.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Card } from "@/components/ui/surface.tsx";
import { notFoundMetadata } from "@/navigation/not-found-metadata.ts";
import { api } from "@/server/api.ts";
import { app } from "@/server/app.ts";
import { localHeader } from "@/server/gateway/local-request.ts";
import { pageContext } from "@/server/request.ts";
import { settings } from "@/server/settings.ts";
import { text } from "@/texts/texts.tsx";

/** Whether the request may read all mail: it comes from this machine, and the outbox is on. */
const mayRead = async () => settings().MAIL_OUTBOX && (await headers()).has(localHeader);

export async function generateMetadata(): Promise<Metadata> {
  return (await mayRead()) ? { title: await text("operator.outbox.title") } : notFoundMetadata();
}

export default async function OutboxPage() {
  if (!(await mayRead())) notFound();
  const t = await getTranslations("operator.outbox");
  const { requestId } = await pageContext(null);
  const mails = await api().recentMails(app(), requestId);
  return (
    <main>
      <Page title={t("title")} count={mails.length}>
        <p className="text-ink-soft">{t.rich("about", { code: (name) => <code>{name}</code> })}</p>
        {mails.length === 0 && (
          <Card>
            <EmptyState icon={<MailIcon />} title={t("none")}>
              {t("noneAbout")}
            </EmptyState>
          </Card>
        )}
        {mails.map(({ id, to, subject, text, createdAt }) => (
          <Card key={id} className="flex flex-col gap-2 p-4">
            <div className="flex flex-wrap items-baseline justify-between gap-2">
              <h2 className="font-semibold">{subject}</h2>
              <span className="text-ink-faint text-meta">
                {t.rich("to", { address: to, at: () => <RelativeTime at={createdAt.toISOString()} /> })}
              </span>
            </div>
            <p className="whitespace-pre-wrap break-words text-ink-soft">
              {(text ?? "").split(/(https?:\/\/\S+)/).map((part) =>
                part.startsWith("http") ? (
                  <a
                    key={part}
                    href={part}
                    className="break-all font-medium text-accent underline-offset-4 hover:underline"
                  >
                    {part}
                  </a>
                ) : (
                  part
                ),
              )}
            </p>
          </Card>
        ))}
      </Page>
    </main>
  );
}
