import { z } from "zod";
import { email, name, token } from "./common.ts";
import { text } from "./text.ts";
import { minPasswordLength } from "./thresholds.ts";

/** A password to be verified. At most 600 bytes. */
export const password = text({ max: 200, kind: "password" });

/** A new password. Length protects better than rules about symbols (NIST SP 800-63B). */
export const newPassword = text({ min: minPasswordLength, max: 200, kind: "password" });

/** The path of this site to continue with, as the page received it. Its user validates it. */
const next = text({ min: 0, max: 1000, kind: "code" }).nullish();

export const signUp = z.object({ name: name(), email, next });

export const signIn = z.object({ email, password });

/** The first factor of a sign-in. A passkey counts as both factors: possession, and knowledge or biometrics. */
export const signInMethods = ["password", "provider", "link", "passkey"] as const;
export type SignInMethod = (typeof signInMethods)[number];

/** A mailed token. */
export const mailToken = token(20);

/** Reads the content of a mailed link. */
export const pendingLink = z.object({ token: mailToken });

export const verifyEmail = z.object({ token: mailToken, name: name(), password: newPassword });

export const requestPasswordReset = z.object({ email, next });

export const resetPassword = z.object({ token: mailToken, password: newPassword });

export const requestSignInLink = z.object({ email, next });

export const signInByLink = z.object({ token: mailToken });
