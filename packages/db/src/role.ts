/** The application's role: it owns nothing and cannot bypass row-level security. */
export const applicationRole = "waybill_app";
