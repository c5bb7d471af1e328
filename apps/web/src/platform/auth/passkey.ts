import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/browser";
import type { PasskeyAssertion } from "@waybill/validators";

/** Asks the browser for the signature of a passkey. @returns null if no passkey was used */
export async function signWithPasskey(
  optionsJSON: PublicKeyCredentialRequestOptionsJSON,
): Promise<PasskeyAssertion | null> {
  try {
    const { startAuthentication } = await import("@simplewebauthn/browser");
    return await startAuthentication({ optionsJSON });
  } catch {
    // Cancelled, timed out, or no passkey: browsers do not tell pages which.
    return null;
  }
}
