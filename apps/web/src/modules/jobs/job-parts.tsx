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

/** A job's state. */
export function JobBadge({ state }: { state: JobState }) {
  const { look, icon: Icon, word } = looks[state];
  return (
    <Badge look={look} icon={<Icon aria-hidden />}>
      {word}
    </Badge>
  );
}

const names: Record<string, string> = {
  "items.import": "Import items",
  "places.import": "Import places",
  "parcels.startCarriage": "Start a parcel's way",
  "parcels.makeLabel": "Make a label",
  "parcels.handOver": "Hand over to the carrier",
  "parcels.track": "Look where a parcel is",
};

/** What a job does, in words. */
export function jobTitle(name: string): string {
  return names[name] ?? name;
}

/** Whether a job has ended. */
export function hasEnded(state: JobState): boolean {
  return state === "done" || state === "failed" || state === "cancelled";
}
