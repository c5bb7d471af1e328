import type { Attention, ParcelState } from "@waybill/validators/parcels";
import { resource } from "../../core/permissions.ts";

/** The input of the policies. */
interface ParcelFacts {
  state: ParcelState;
  /** The reason why it needs attention, if it does. */
  attention?: Attention | null;
}

/** The allowed states of each action, for every caller. */
const allowedIn = {
  update: ["draft", "packed"],
  dispatch: ["packed"],
  cancel: ["draft", "packed", "failed"],
} as const satisfies Record<string, readonly ParcelState[]>;

type ParcelAction = keyof typeof allowedIn;

/** The messages for parcels on which an action is not possible. */
const stateReasons: Record<ParcelState, string> = {
  draft: "This parcel is still a draft.",
  packed: "This parcel is packed.",
  dispatched: "This parcel has already been dispatched.",
  in_transit: "This parcel is already on its way.",
  delivered: "This parcel has already been delivered.",
  cancelled: "This parcel has been cancelled.",
  failed: "This parcel has failed.",
};

/** The reason why an action is not possible in this state; null if it is. */
function actionRefusal(action: ParcelAction, state: ParcelState): string | null {
  const states: readonly ParcelState[] = allowedIn[action];
  if (states.includes(state)) return null;
  if (action === "dispatch" && state === "draft") return "Mark this parcel as packed first.";
  return stateReasons[state];
}

/** The reason why a parcel cannot be retried; null for a failed or stuck one. */
function retryRefusal({ state, attention }: ParcelFacts): string | null {
  if (state === "failed" || attention === "stuck") return null;
  if (state === "dispatched")
    return "This parcel has already been dispatched. Failed attempts are retried automatically.";
  if (state === "in_transit") return "This parcel is already on its way. Its tracking is updated automatically.";
  return stateReasons[state];
}

export const parcelPermissions = resource(
  "parcels",
  {
    read: "viewer",
    create: "dispatcher",
    update: "dispatcher",
    dispatch: "dispatcher",
    cancel: "dispatcher",
    retry: "dispatcher",
    import: "dispatcher",
  },
  {
    update: ({ state }: ParcelFacts): string | null => actionRefusal("update", state),
    dispatch: ({ state }: ParcelFacts): string | null => actionRefusal("dispatch", state),
    cancel: ({ state }: ParcelFacts): string | null => actionRefusal("cancel", state),
    retry: retryRefusal,
  },
);

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    parcels: typeof parcelPermissions;
  }
}
