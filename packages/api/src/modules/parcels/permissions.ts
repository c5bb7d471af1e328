import type { ParcelState } from "@waybill/validators";
import { resource } from "../../core/permissions.ts";

/** What the policies look at. */
interface ParcelFacts {
  state: ParcelState;
}

/** What may be done with a parcel in a state, whoever asks. */
const allowedIn = {
  update: ["draft", "packed"],
  dispatch: ["packed"],
  cancel: ["draft", "packed", "failed"],
} as const satisfies Record<string, readonly ParcelState[]>;

type ParcelAction = keyof typeof allowedIn;

const stateWords: Record<ParcelState, string> = {
  draft: "still a draft",
  packed: "packed",
  dispatched: "already dispatched",
  in_transit: "already on its way",
  delivered: "already delivered",
  cancelled: "cancelled",
  failed: "failed",
};

/** Why an action is not possible with a parcel in this state, in words; null where it is. */
function obstacle(action: ParcelAction, state: ParcelState): string | null {
  const states: readonly ParcelState[] = allowedIn[action];
  if (states.includes(state)) return null;
  if (action === "dispatch" && state === "draft") return "Mark this parcel as packed before you dispatch it.";
  return `This parcel is ${stateWords[state]}.`;
}

export const parcelPermissions = resource(
  "parcels",
  {
    read: "viewer",
    create: "dispatcher",
    update: "dispatcher",
    dispatch: "dispatcher",
    cancel: "dispatcher",
    import: "dispatcher",
  },
  {
    update: ({ state }: ParcelFacts): string | null => obstacle("update", state),
    dispatch: ({ state }: ParcelFacts): string | null => obstacle("dispatch", state),
    cancel: ({ state }: ParcelFacts): string | null => obstacle("cancel", state),
  },
);

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    parcels: typeof parcelPermissions;
  }
}
