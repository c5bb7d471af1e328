import { type PublicKeyCredentialRequestOptionsJSON, startAuthentication } from "@simplewebauthn/browser";
import type { PasskeyAssertion } from "@waybill/validators";

/** Has the person choose a passkey, and the passkey sign. @returns null where no passkey was used */
export async function signWithPasskey(
  optionsJSON: PublicKeyCredentialRequestOptionsJSON,
): Promise<PasskeyAssertion | null> {
  try {
    return await startAuthentication({ optionsJSON });
  } catch {
    // Cancelled, timed out, or no passkey here: the browser does not tell which, so that a page cannot find out.
    return null;
  }
}
