import { z } from "zod";
import { id, name } from "./common.ts";

const base64url = z
  .string()
  .min(1)
  .max(16_000)
  .regex(/^[\w-]+$/);

const credential = {
  id: base64url,
  rawId: base64url,
  type: z.literal("public-key"),
  authenticatorAttachment: z.enum(["platform", "cross-platform"]).optional().catch(undefined),
  /** We ask for none. */
  clientExtensionResults: z.object({ appid: z.boolean().optional() }),
};

/** A new passkey, as a browser hands it over (WebAuthn's RegistrationResponseJSON). */
export const passkeyRegistration = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string().max(40)).max(10).optional(),
  }),
});
export type PasskeyRegistration = z.output<typeof passkeyRegistration>;

/** What a passkey has signed, as a browser hands it over (WebAuthn's AuthenticationResponseJSON). */
export const passkeyAssertion = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.optional(),
  }),
});
export type PasskeyAssertion = z.output<typeof passkeyAssertion>;

export const addPasskey = z.object({ name: name(60), passkey: passkeyRegistration });
export const renamePasskey = z.object({ id, name: name(60) });

/** A code of an authenticator app: six digits. Spaces between them are how some apps show them. */
export const totpCode = z
  .string()
  .max(40)
  .transform((text) => text.replace(/\s/g, ""))
  .pipe(z.string().regex(/^\d{6}$/, "Enter the six digits that the app shows."));

export const confirmTotp = z.object({ code: totpCode });

/** A code of an authenticator app, or a recovery code. */
export const secondFactorCode = z.string().trim().min(6, "Enter the code.").max(40);
