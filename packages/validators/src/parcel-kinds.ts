// Constants of parcels without schemas, for pages that load no Zod.

/** The states of a parcel in order; cancelled and failed end it early. */
export const parcelStates = [
  "draft",
  "packed",
  "dispatched",
  "in_transit",
  "delivered",
  "cancelled",
  "failed",
] as const;
export type ParcelState = (typeof parcelStates)[number];

/** The reasons why a parcel needs attention. */
export const attentionKinds = ["failed", "refused", "stuck", "address"] as const;
export type Attention = (typeof attentionKinds)[number];

/** The sort keys of the list. A sort by a nullable time limits the list to parcels with it. */
export const parcelSorts = ["created", "updated", "reference", "dispatched", "delivered"] as const;
export type ParcelSort = (typeof parcelSorts)[number];

/** The maximum number of parcels in a batch. */
export const batchLimit = 10_000;

/** The kinds of obstacles to a dispatch. */
export const obstacleKinds = ["address", "label", "stock", "archived", "weight", "state"] as const;
export type ObstacleKind = (typeof obstacleKinds)[number];

/** The outcome of a parcel in a batch. */
export const batchOutcomes = ["done", "refused"] as const;
export type BatchOutcome = (typeof batchOutcomes)[number];
