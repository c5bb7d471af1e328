import { type PublicKeyCredentialRequestOptionsJSON, startAuthentication } from "@simplewebauthn/browser";
import type { PasskeyAssertion } from "@waybill/validators";

/** What was signed, or why nothing was, in words. */
export type Signed = { passkey: PasskeyAssertion } | { message: string };

/** Has the person choose a passkey, and the passkey sign. */
export async function signWithPasskey(optionsJSON: PublicKeyCredentialRequestOptionsJSON): Promise<Signed> {
  try {
    return { passkey: await startAuthentication({ optionsJSON }) };
  } catch {
    // Cancelled, timed out, or no passkey here: the browser does not tell which, so that a page cannot find out.
    return { message: "No passkey was used. Try again, or choose another way." };
  }
}
