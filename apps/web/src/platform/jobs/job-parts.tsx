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
import { Badge, type BadgeLook } from "@/components/ui/surface.tsx";

const looks: Record<JobState, { look: BadgeLook; icon: LucideIcon; word: string }> = {
  queued: { look: "neutral", icon: ClockIcon, word: "Waiting" },
  running: { look: "info", icon: CircleDotIcon, word: "Running" },
  retrying: { look: "warning", icon: RotateCwIcon, word: "Will be tried again" },
  done: { look: "success", icon: CircleCheckIcon, word: "Done" },
  failed: { look: "danger", icon: CircleXIcon, word: "Failed" },
  cancelled: { look: "neutral", icon: BanIcon, word: "Cancelled" },
};

/** A job's state in a word or two. */
export const stateWord = (state: JobState): string => looks[state].word;

/** A job's state. */
export function JobBadge({ state }: { state: JobState }) {
  const { look, icon: Icon } = looks[state];
  return (
    <Badge look={look} icon={<Icon aria-hidden />}>
      {stateWord(state)}
    </Badge>
  );
}

/** Whether a job has ended. */
export function hasEnded(state: JobState): boolean {
  return state === "done" || state === "failed" || state === "cancelled";
}
