/** The notification channel of commits, for web processes. */
export const liveChannel = "waybill_live";
