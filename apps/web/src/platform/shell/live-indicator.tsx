import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn.ts";
import { useLiveStatus } from "@/live/live.tsx";

/** Whether changes by others appear without a reload. */
export function LiveIndicator({ folded }: { folded: boolean }) {
  const t = useTranslations("shell.live");
  const status = useLiveStatus();
  const live = status === "live";
  return (
    <p
      role="status"
      title={t(`${status}.help`)}
      className="flex items-center gap-2.5 px-2.5 py-1 text-ink-faint text-meta"
    >
      <span aria-hidden className={cn("m-1 size-2 shrink-0 rounded-full", live ? "bg-success" : "bg-warning")} />
      <span className={cn(folded && "sr-only")}>{t(`${status}.text`)}</span>
    </p>
  );
}
