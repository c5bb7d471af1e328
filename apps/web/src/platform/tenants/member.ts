import type { RouterOutputs } from "@waybill/api";

/** A member of the organisation. */
export type Member = RouterOutputs["tenants"]["members"]["items"][number];
