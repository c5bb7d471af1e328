/** The channel on which commits tell the web processes what changed. */
export const liveChannel = "waybill_live";
