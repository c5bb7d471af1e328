import { z } from "zod";
import { mailToken, newPassword, password } from "./auth.ts";
import { cursorInput, digits, email } from "./common.ts";
import { passkeyAssertion, totpCode } from "./factors.ts";

/** A mailed code: eight digits. */
const mailedCode = digits(8, "Enter the eight-digit code from the email.");

/** The proofs of a signed-in person's identity. */
export const confirmIdentity = z.discriminatedUnion("by", [
  z.object({ by: z.literal("password"), password }),
  z.object({ by: z.literal("app"), code: totpCode }),
  z.object({ by: z.literal("passkey"), passkey: passkeyAssertion }),
  z.object({ by: z.literal("mail"), code: mailedCode }),
]);
export type ConfirmIdentity = z.output<typeof confirmIdentity>;

export const changePassword = z.object({
  /** The current password; null if there is none. */
  current: password.nullable(),
  password: newPassword,
  endOtherSessions: z.boolean(),
});

export const changeEmail = z.object({ email });
export const emailToken = z.object({ token: mailToken });

export const signOutEverywhere = z.object({
  /** Whether this session ends too. */
  here: z.boolean(),
});

export const accountActivity = cursorInput;
