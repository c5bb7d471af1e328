import type { RouterOutputs } from "@waybill/api";
import { useTranslations } from "next-intl";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Panel } from "@/components/ui/surface.tsx";
import { useApiText } from "@/texts/api-texts.tsx";

/** The log of the job. */
export function JobLog({ lines }: { lines: RouterOutputs["jobs"]["byId"]["lines"] }) {
  const t = useTranslations("jobs.page");
  const apiText = useApiText();
  if (lines.length === 0) return null;
  return (
    <Panel title={t("log")}>
      <ol aria-label={t("log")} aria-live="polite" className="flex flex-col gap-1.5">
        {lines.map(({ id, attempt, line, at }) => (
          <li key={id} className="flex flex-wrap gap-x-3">
            <span className="tabular shrink-0 text-ink-faint text-meta">
              <RelativeTime at={at} /> · {attempt}
            </span>
            <span className="min-w-0 flex-1 basis-60 break-words">{apiText(line)}</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
