/** Tells the pages at which address they were asked for: a layout of theirs does not know. What a client says is overwritten. */
export const addressHeader = "x-waybill-address";
