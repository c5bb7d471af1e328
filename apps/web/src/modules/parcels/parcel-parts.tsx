import type { RouterOutputs } from "@waybill/api";
import type { Attention, ParcelState } from "@waybill/validators/parcels";
import {
  BanIcon,
  CircleCheckIcon,
  CircleXIcon,
  FilePenLineIcon,
  type LucideIcon,
  PackageCheckIcon,
  PackageIcon,
  PackageOpenIcon,
  PencilIcon,
  PhoneOffIcon,
  PlusIcon,
  RotateCwIcon,
  SendIcon,
  TicketIcon,
  TruckIcon,
  Undo2Icon,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge, type BadgeVariant } from "@/components/ui/surface.tsx";

const badges: Record<ParcelState, { variant: BadgeVariant; icon: LucideIcon }> = {
  draft: { variant: "neutral", icon: FilePenLineIcon },
  packed: { variant: "info", icon: PackageIcon },
  dispatched: { variant: "transit", icon: SendIcon },
  in_transit: { variant: "transit", icon: TruckIcon },
  delivered: { variant: "success", icon: CircleCheckIcon },
  cancelled: { variant: "neutral", icon: BanIcon },
  failed: { variant: "danger", icon: CircleXIcon },
};

/** The state of a parcel as colour, icon and text. */
export function ParcelBadge({ state }: { state: ParcelState }) {
  const t = useTranslations("parcels.states");
  const { variant, icon: Icon } = badges[state];
  return (
    <Badge variant={variant} icon={<Icon aria-hidden />} className={state === "cancelled" ? "line-through" : undefined}>
      {t(state)}
    </Badge>
  );
}

type EventKind = RouterOutputs["parcels"]["timeline"]["items"][number]["kind"];

/** Icons and colours of the steps of the timeline. */
export const stepStyles: Record<EventKind, { icon: LucideIcon; tone: string }> = {
  created: { icon: PlusIcon, tone: "text-neutral bg-neutral-soft" },
  updated: { icon: PencilIcon, tone: "text-neutral bg-neutral-soft" },
  packed: { icon: PackageCheckIcon, tone: "text-info bg-info-soft" },
  unpacked: { icon: PackageOpenIcon, tone: "text-neutral bg-neutral-soft" },
  dispatched: { icon: SendIcon, tone: "text-transit bg-transit-soft" },
  labelled: { icon: TicketIcon, tone: "text-transit bg-transit-soft" },
  carrier_error: { icon: PhoneOffIcon, tone: "text-warning bg-warning-soft" },
  in_transit: { icon: TruckIcon, tone: "text-transit bg-transit-soft" },
  delivered: { icon: CircleCheckIcon, tone: "text-success bg-success-soft" },
  cancelled: { icon: BanIcon, tone: "text-neutral bg-neutral-soft" },
  failed: { icon: CircleXIcon, tone: "text-danger bg-danger-soft" },
  retried: { icon: RotateCwIcon, tone: "text-transit bg-transit-soft" },
  voided: { icon: Undo2Icon, tone: "text-neutral bg-neutral-soft" },
};

/** The badges of the reasons for attention. */
export const attentionVariants: Record<Attention, BadgeVariant> = {
  failed: "danger",
  refused: "warning",
  stuck: "warning",
  address: "warning",
};
