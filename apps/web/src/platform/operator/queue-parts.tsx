import type { RouterOutputs } from "@waybill/api";
import { CircleDotIcon, CircleHelpIcon, ClockIcon, type LucideIcon, MinusIcon, UnplugIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Badge, type BadgeVariant } from "@/components/ui/surface.tsx";
import { useFormats } from "@/formats/use-formats.ts";

export type JobType = RouterOutputs["queues"]["list"]["items"][number];

const badges = {
  unknown: { variant: "warning", icon: CircleHelpIcon },
  stuck: { variant: "warning", icon: UnplugIcon },
  running: { variant: "info", icon: CircleDotIcon },
  waiting: { variant: "neutral", icon: ClockIcon },
  idle: { variant: "neutral", icon: MinusIcon },
} satisfies Record<string, { variant: BadgeVariant; icon: LucideIcon }>;

function stateOf({ known, hasWorker, running, ready }: JobType): keyof typeof badges {
  if (!known) return "unknown";
  if (!hasWorker) return "stuck";
  if (running > 0) return "running";
  return ready > 0 ? "waiting" : "idle";
}

/** The state of a job type's queue. */
export function JobTypeBadge({ jobType }: { jobType: JobType }) {
  const t = useTranslations("operator.states");
  const state = stateOf(jobType);
  const { variant, icon: Icon } = badges[state];
  return (
    <Badge variant={variant} icon={<Icon aria-hidden />}>
      {t(state)}
    </Badge>
  );
}

/** A number of jobs; zero is faint. */
export function Count({ of, danger }: { of: number; danger?: boolean }) {
  const { formatCount } = useFormats();
  if (of === 0) return <span className="text-ink-faint">0</span>;
  return <span className={danger ? "font-medium text-danger" : undefined}>{formatCount(of)}</span>;
}

/** A time, or a dash. */
export function Moment({ at }: { at: string | null }): ReactNode {
  return at ? <RelativeTime at={at} /> : <span className="text-ink-faint">–</span>;
}

/** The attempts after which jobs failed: "3", or "1 to 4". */
export function useAttempts(): (of: { minAttempts: number; maxAttempts: number }) => string {
  const t = useTranslations("operator");
  const { formatCount } = useFormats();
  return ({ minAttempts: min, maxAttempts: max }) =>
    min === max ? formatCount(max) : t("attempts", { min: formatCount(min), max: formatCount(max) });
}
