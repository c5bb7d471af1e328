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
import { Badge, type BadgeLook } from "@/components/ui/surface.tsx";

const looks: Record<JobState, { look: BadgeLook; icon: LucideIcon }> = {
  queued: { look: "neutral", icon: ClockIcon },
  running: { look: "info", icon: CircleDotIcon },
  retrying: { look: "warning", icon: RotateCwIcon },
  done: { look: "success", icon: CircleCheckIcon },
  failed: { look: "danger", icon: CircleXIcon },
  cancelled: { look: "neutral", icon: BanIcon },
};

/** A job's state. */
export function JobBadge({ state }: { state: JobState }) {
  const t = useTranslations("jobs.states");
  const { look, icon: Icon } = looks[state];
  return (
    <Badge look={look} icon={<Icon aria-hidden />}>
      {t(state)}
    </Badge>
  );
}

/** Whether a job has ended. */
export function hasEnded(state: JobState): boolean {
  return state === "done" || state === "failed" || state === "cancelled";
}
