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
import { Badge, type BadgeLook } from "@/components/ui/surface.tsx";

const looks: Record<ParcelState, { look: BadgeLook; icon: LucideIcon }> = {
  draft: { look: "neutral", icon: FilePenLineIcon },
  packed: { look: "info", icon: PackageIcon },
  dispatched: { look: "transit", icon: SendIcon },
  in_transit: { look: "transit", icon: TruckIcon },
  delivered: { look: "success", icon: CircleCheckIcon },
  cancelled: { look: "neutral", icon: BanIcon },
  failed: { look: "danger", icon: CircleXIcon },
};

/** The state of a parcel as colour, icon and text. */
export function ParcelBadge({ state }: { state: ParcelState }) {
  const t = useTranslations("parcels.states");
  const { look, icon: Icon } = looks[state];
  return (
    <Badge look={look} icon={<Icon aria-hidden />} className={state === "cancelled" ? "line-through" : undefined}>
      {t(state)}
    </Badge>
  );
}

type EventKind = RouterOutputs["parcels"]["timeline"]["items"][number]["kind"];

/** Icons and colours of the steps of the timeline. */
export const stepLooks: Record<EventKind, { icon: LucideIcon; tone: string }> = {
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
export const attentionLooks: Record<Attention, BadgeLook> = {
  failed: "danger",
  refused: "warning",
  stuck: "warning",
  address: "warning",
};
