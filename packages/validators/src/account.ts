import { z } from "zod";
import { mailToken, newPassword, password } from "./auth.ts";
import { cursorInput, digits, email } from "./common.ts";
import { passkeyAssertion, totpCode } from "./factors.ts";

/** A code out of a mail: eight digits. */
const mailedCode = digits(8, "Enter the eight-digit code from the email.");

/** How somebody who is signed in proves that it is still them. */
export const confirmIdentity = z.discriminatedUnion("by", [
  z.object({ by: z.literal("password"), password }),
  z.object({ by: z.literal("app"), code: totpCode }),
  z.object({ by: z.literal("passkey"), passkey: passkeyAssertion }),
  z.object({ by: z.literal("mail"), code: mailedCode }),
]);
export type ConfirmIdentity = z.output<typeof confirmIdentity>;

export const changePassword = z.object({
  /** The password of now; null where there is none. */
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

export const accountEvents = cursorInput;
