/** The role that the application works as: it owns nothing and cannot bypass row-level security. */
export const applicationRole = "waybill_app";
