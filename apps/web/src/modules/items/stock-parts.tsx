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
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/surface.tsx";

export type Movement = RouterOutputs["items"]["movements"]["items"][number];

/** The look of a movement. */
export const movementLooks: Record<Movement["kind"], { icon: LucideIcon; tone: string }> = {
  receive: { icon: PackagePlusIcon, tone: "text-success bg-success-soft" },
  count: { icon: ClipboardCheckIcon, tone: "text-info bg-info-soft" },
  correct: { icon: PencilLineIcon, tone: "text-warning bg-warning-soft" },
  reserve: { icon: PackageCheckIcon, tone: "text-info bg-info-soft" },
  release: { icon: PackageOpenIcon, tone: "text-neutral bg-neutral-soft" },
  dispatch: { icon: SendIcon, tone: "text-transit bg-transit-soft" },
  return: { icon: UndoIcon, tone: "text-success bg-success-soft" },
};

/** A count with its sign; a real minus. */
export const signed = (count: number, formatCount: (count: number) => string) =>
  `${count > 0 ? "+" : count < 0 ? "−" : "±"}${formatCount(Math.abs(count))}`;

/** Marks an item that is no longer offered. */
export function ArchivedBadge() {
  return <Badge variant="neutral">{useTranslations("items.list")("archived")}</Badge>;
}

/** Marks an item of which little is available. */
export function LowStockBadge() {
  return (
    <Badge variant="warning" icon={<TriangleAlertIcon aria-hidden />}>
      {useTranslations("items.stock")("low")}
    </Badge>
  );
}
