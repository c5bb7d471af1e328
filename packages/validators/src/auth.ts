import { z } from "zod";
import { email, name, token } from "./common.ts";
import { text } from "./text.ts";

/** A password, to be compared. The longest is 600 bytes. */
export const password = text({ max: 200, kind: "password" });

/** A new password: 10 characters or more; length protects better than rules about symbols (NIST SP 800-63B). */
export const newPassword = text({ min: 10, max: 200, kind: "password" });

/** A path of this site to go on with, as the page was given it. Who goes there makes sure that it is one. */
const next = text({ min: 0, max: 1000, kind: "code" }).nullish();

export const signUp = z.object({ name: name(), email, next });

export const signIn = z.object({ email, password });

/** The first factor of a sign-in. A passkey is both factors: what one has, and what one knows or is. */
export const signInMethods = ["password", "provider", "link", "passkey"] as const;
export type SignInMethod = (typeof signInMethods)[number];

/** A token out of a mail. */
export const mailToken = token(20);

/** Asks what a mailed link is about. */
export const pendingLink = z.object({ token: mailToken });

export const verifyEmail = z.object({ token: mailToken, name: name(), password: newPassword });

export const requestPasswordReset = z.object({ email, next });

export const resetPassword = z.object({ token: mailToken, password: newPassword });

export const requestSignInLink = z.object({ email, next });

export const signInByLink = z.object({ token: mailToken });
