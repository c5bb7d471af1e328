import type { RouterOutputs } from "@waybill/api";
import { CircleDotIcon, CircleHelpIcon, ClockIcon, type LucideIcon, MinusIcon, UnplugIcon } from "lucide-react";
import type { ReactNode } from "react";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Badge, type BadgeLook } from "@/components/ui/surface.tsx";
import { formatCount } from "@/lib/format.ts";
import { useFormats } from "@/lib/use-formats.ts";

export type Kind = RouterOutputs["queues"]["list"]["items"][number];

const looks = {
  unknown: { look: "warning", icon: CircleHelpIcon, word: "Not in the code" },
  stuck: { look: "warning", icon: UnplugIcon, word: "No worker" },
  running: { look: "info", icon: CircleDotIcon, word: "Running" },
  waiting: { look: "neutral", icon: ClockIcon, word: "Waiting" },
  idle: { look: "neutral", icon: MinusIcon, word: "Idle" },
} satisfies Record<string, { look: BadgeLook; icon: LucideIcon; word: string }>;

function stateOf({ known, taken, running, ready }: Kind): keyof typeof looks {
  if (!known) return "unknown";
  if (!taken) return "stuck";
  if (running > 0) return "running";
  return ready > 0 ? "waiting" : "idle";
}

/** How a kind's queue is, in a word or two. */
export function KindBadge({ kind }: { kind: Kind }) {
  const { look, icon: Icon, word } = looks[stateOf(kind)];
  return (
    <Badge look={look} icon={<Icon aria-hidden />}>
      {word}
    </Badge>
  );
}

/** A number of jobs; none is nothing to look at. */
export function Count({ of, danger }: { of: number; danger?: boolean }) {
  const { formatCount } = useFormats();
  if (of === 0) return <span className="text-ink-faint">0</span>;
  return <span className={danger ? "font-medium text-danger" : undefined}>{formatCount(of)}</span>;
}

/** A moment, or that there was none. */
export function Moment({ at }: { at: string | null }): ReactNode {
  return at ? <RelativeTime at={at} /> : <span className="text-ink-faint">–</span>;
}

/** "12 jobs", "1 job" */
export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** After how many attempts jobs have failed: "3", or "1 to 4". */
export const attemptsOf = ({ fewestAttempts, mostAttempts }: { fewestAttempts: number; mostAttempts: number }) =>
  fewestAttempts === mostAttempts ? String(mostAttempts) : `${fewestAttempts} to ${mostAttempts}`;
