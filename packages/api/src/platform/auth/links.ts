import { z } from "zod";
import { accessLinkSeconds, defineLink } from "../mail/index.ts";

/** Where to go on afterwards: a path of this site. */
const next = z.string().nullable();

/** Confirms an address and makes its account. The link is all that there is of the account before. */
export const signUpLink = defineLink({
  purpose: "sign_up",
  page: "/verify-email",
  lifetimeSeconds: 24 * 3600,
  data: z.object({ name: z.string(), next }),
});

/** Sets a new password. */
export const resetPasswordLink = defineLink({
  purpose: "reset_password",
  page: "/reset-password",
  lifetimeSeconds: 3600,
  // Links that were mailed by an earlier version have no way on.
  data: z.object({ next: next.default(null) }),
});

/** Confirms a new address, where it was mailed to. A new password takes it back: who asked for it may be somebody else. */
export const changeEmailLink = defineLink({
  purpose: "change_email",
  page: "/confirm-email",
  lifetimeSeconds: 24 * 3600,
  data: z.object({ from: z.string() }),
});

/** Signs in without a password. */
export const signInLink = defineLink({
  purpose: "sign_in",
  page: "/sign-in/link",
  lifetimeSeconds: accessLinkSeconds,
  data: z.object({ next }),
});
