import { z } from "zod";
import { email, name, token } from "./common.ts";
import { text } from "./text.ts";

/** A new password: 10 characters or more; length protects better than rules about symbols (NIST SP 800-63B). */
export const newPassword = text({ min: 10, max: 200, kind: "secret" });

export const signUp = z.object({ name: name(), email, password: newPassword });

export const signIn = z.object({ email, password: text({ max: 200, kind: "secret" }) });

/** A token out of a mail. */
export const mailToken = token(20);

export const verifyEmail = z.object({ token: mailToken });

export const requestPasswordReset = z.object({ email });

export const resetPassword = z.object({ token: mailToken, password: newPassword });
