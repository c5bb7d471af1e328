/** The texts of the digest by mail. */
export const en = {
  digest: {
    subject: "{organisation}: parcels since {begin}",
    happened:
      "From {begin} to {end} ({timeZone}): {created, number} created, {dispatched, number} dispatched, {delivered, number} delivered, {failed, number} failed.",
    packed: "Packed, waiting for dispatch: {packed, number}.",
    action: "Open Waybill",
    footer:
      "You receive this digest because {organisation} has switched it on. An admin can switch it off under Jobs > Schedules.",
  },
} as const;
