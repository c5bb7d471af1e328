import type { JobState } from "@waybill/validators";
import {
  BanIcon,
  CircleCheckIcon,
  CircleDotIcon,
  CircleXIcon,
  ClockIcon,
  type LucideIcon,
  RotateCwIcon,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge, type BadgeVariant } from "@/components/ui/surface.tsx";

const badges: Record<JobState, { variant: BadgeVariant; icon: LucideIcon }> = {
  queued: { variant: "neutral", icon: ClockIcon },
  running: { variant: "info", icon: CircleDotIcon },
  retrying: { variant: "warning", icon: RotateCwIcon },
  done: { variant: "success", icon: CircleCheckIcon },
  failed: { variant: "danger", icon: CircleXIcon },
  cancelled: { variant: "neutral", icon: BanIcon },
};

/** A job's state. */
export function JobBadge({ state }: { state: JobState }) {
  const t = useTranslations("jobs.states");
  const { variant, icon: Icon } = badges[state];
  return (
    <Badge variant={variant} icon={<Icon aria-hidden />}>
      {t(state)}
    </Badge>
  );
}

/** Whether a job has ended. */
export function hasEnded(state: JobState): boolean {
  return state === "done" || state === "failed" || state === "cancelled";
}
