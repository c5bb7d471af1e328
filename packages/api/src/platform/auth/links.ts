import { z } from "zod";
import { accessLinkSeconds, defineLink } from "../mail/index.ts";

/** The path of this site to continue with. */
const next = z.string().nullable();

/** Confirms an email address and creates its account. Before that, only the link exists. */
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
  // Links from earlier versions have no path.
  data: z.object({ next: next.default(null) }),
});

/** Confirms a new email address; mailed to it. A new password discards it, since someone else may have requested it. */
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
