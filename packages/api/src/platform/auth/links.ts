import { z } from "zod";
import { defineLink } from "../mail/index.ts";

/** Confirms the address of an account. */
export const verifyEmailLink = defineLink({
  purpose: "verify_email",
  page: "/verify-email",
  lifetimeSeconds: 24 * 3600,
  data: z.object({}),
});

/** Sets a new password. */
export const resetPasswordLink = defineLink({
  purpose: "reset_password",
  page: "/reset-password",
  lifetimeSeconds: 3600,
  data: z.object({}),
});
