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
import { Badge, type BadgeLook } from "@/components/ui/surface.tsx";

const looks: Record<ParcelState, { look: BadgeLook; icon: LucideIcon; word: string }> = {
  draft: { look: "neutral", icon: FilePenLineIcon, word: "Draft" },
  packed: { look: "info", icon: PackageIcon, word: "Packed" },
  dispatched: { look: "transit", icon: SendIcon, word: "Dispatched" },
  in_transit: { look: "transit", icon: TruckIcon, word: "In transit" },
  delivered: { look: "success", icon: CircleCheckIcon, word: "Delivered" },
  cancelled: { look: "neutral", icon: BanIcon, word: "Cancelled" },
  failed: { look: "danger", icon: CircleXIcon, word: "Failed" },
};

/** A state's word. */
export const stateWord = (state: ParcelState) => looks[state].word;

/** A parcel's state, in colour, icon and word. */
export function ParcelBadge({ state }: { state: ParcelState }) {
  const { look, icon: Icon, word } = looks[state];
  return (
    <Badge look={look} icon={<Icon aria-hidden />} className={state === "cancelled" ? "line-through" : undefined}>
      {word}
    </Badge>
  );
}

type EventKind = RouterOutputs["parcels"]["timeline"]["items"][number]["kind"];

/** How a step of the timeline looks and reads. */
export const stepLooks: Record<EventKind, { icon: LucideIcon; text: string; tone: string }> = {
  created: { icon: PlusIcon, text: "Created", tone: "text-neutral bg-neutral-soft" },
  updated: { icon: PencilIcon, text: "Changed", tone: "text-neutral bg-neutral-soft" },
  packed: { icon: PackageCheckIcon, text: "Packed", tone: "text-info bg-info-soft" },
  unpacked: { icon: PackageOpenIcon, text: "Taken back to draft", tone: "text-neutral bg-neutral-soft" },
  dispatched: { icon: SendIcon, text: "Dispatched; the stock was taken", tone: "text-transit bg-transit-soft" },
  labelled: { icon: TicketIcon, text: "Label made", tone: "text-transit bg-transit-soft" },
  carrier_error: {
    icon: PhoneOffIcon,
    text: "The carrier could not be reached; it is tried again",
    tone: "text-warning bg-warning-soft",
  },
  in_transit: { icon: TruckIcon, text: "Handed over to the carrier", tone: "text-transit bg-transit-soft" },
  delivered: { icon: CircleCheckIcon, text: "Delivered", tone: "text-success bg-success-soft" },
  cancelled: { icon: BanIcon, text: "Cancelled", tone: "text-neutral bg-neutral-soft" },
  failed: { icon: CircleXIcon, text: "Failed", tone: "text-danger bg-danger-soft" },
  retried: { icon: RotateCwIcon, text: "Tried again", tone: "text-transit bg-transit-soft" },
  voided: {
    icon: Undo2Icon,
    text: "The earlier shipment was voided at the carrier",
    tone: "text-neutral bg-neutral-soft",
  },
};

/** Why a parcel needs attention, in words, and what can be done. */
export const attentionWords: Record<Attention, { word: string; help: string; look: BadgeLook }> = {
  failed: { word: "Failed", help: "Mend what is wrong, then try again.", look: "danger" },
  refused: {
    word: "Waits for the carrier",
    help: "The carrier had a problem. It is tried again by itself.",
    look: "warning",
  },
  stuck: { word: "Not moved for 48 hours", help: "Try again, or ask the carrier.", look: "warning" },
  address: { word: "Address in doubt", help: "Complete the address before it is dispatched.", look: "warning" },
};
