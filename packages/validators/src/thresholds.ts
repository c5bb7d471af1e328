// Durations and lengths that texts name, without schemas, for pages that load no Zod.

/** The minimum length of a new password. */
export const minPasswordLength = 10;

/** The minimum lifetime of a mailed link that gives access to an account. */
export const accessLinkMinutes = 30;

/** The lifetime of an invitation. */
export const invitationDays = 7;

/** The maximum length of a period. */
export const maxPeriodDays = 366;

/** An item runs out if it lasts at most this many days. */
export const runningOutDays = 30;

/** How long the queue keeps a failed job: the default of pg-boss. */
export const failedJobDays = 7;

/** The hours without a step after which a dispatched parcel needs attention. */
export const stuckHours = 48;
