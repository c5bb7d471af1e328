"use client";

import type { RouterOutputs } from "@waybill/api";
import {
  ClipboardCheckIcon,
  type LucideIcon,
  PackageCheckIcon,
  PackageOpenIcon,
  PackagePlusIcon,
  PencilLineIcon,
  SendIcon,
  TriangleAlertIcon,
  UndoIcon,
} from "lucide-react";
import { Badge } from "@/components/ui/surface.tsx";
import { formatCount } from "@/lib/format.ts";

export type Movement = RouterOutputs["items"]["movements"]["items"][number];

/** How a movement looks and reads. A text that ends in "for" or "with" is followed by its parcel. */
export const movementLooks: Record<Movement["kind"], { icon: LucideIcon; text: string; tone: string }> = {
  receive: { icon: PackagePlusIcon, text: "Received", tone: "text-success bg-success-soft" },
  count: { icon: ClipboardCheckIcon, text: "Counted", tone: "text-info bg-info-soft" },
  correct: { icon: PencilLineIcon, text: "Corrected", tone: "text-warning bg-warning-soft" },
  reserve: { icon: PackageCheckIcon, text: "Reserved for", tone: "text-info bg-info-soft" },
  release: { icon: PackageOpenIcon, text: "Released from", tone: "text-neutral bg-neutral-soft" },
  dispatch: { icon: SendIcon, text: "Dispatched with", tone: "text-transit bg-transit-soft" },
  return: { icon: UndoIcon, text: "Returned from", tone: "text-success bg-success-soft" },
};

/** A count with its sign; a real minus. */
export const signed = (count: number) => `${count > 0 ? "+" : count < 0 ? "−" : "±"}${formatCount(Math.abs(count))}`;

/** Who moved it, where it was not the person alone. */
export const actorWords: Record<Movement["actor"], string | null> = {
  user: null,
  apiKey: "by an API key",
  support: "by support",
  operator: "by an operator",
  command: "by the command line",
  job: "by a job",
  system: null,
};

/** Marks an item of which little is available. */
export function LowStockBadge() {
  return (
    <Badge look="warning" icon={<TriangleAlertIcon aria-hidden />}>
      Low
    </Badge>
  );
}
