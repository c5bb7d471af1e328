import { z } from "zod";
import { digits, id, name } from "./common.ts";
import { text } from "./text.ts";

const base64url = text({ max: 16_000, kind: "code" }).regex(/^[\w-]+$/);

const credential = {
  id: base64url,
  rawId: base64url,
  type: z.literal("public-key"),
  authenticatorAttachment: z.enum(["platform", "cross-platform"]).optional().catch(undefined),
  /** Not requested. */
  clientExtensionResults: z.object({ appid: z.boolean().optional() }),
};

/** A new passkey from a browser (WebAuthn's RegistrationResponseJSON). */
export const passkeyRegistration = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z
      .array(text({ max: 40, kind: "code" }))
      .max(10)
      .optional(),
  }),
});
export type PasskeyRegistration = z.output<typeof passkeyRegistration>;

/** A passkey signature from a browser (WebAuthn's AuthenticationResponseJSON). */
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

/** A code of an authenticator app: six digits. */
export const totpCode = digits(6, "Enter the six-digit code from your authenticator app.");

export const confirmTotp = z.object({ code: totpCode });

/** A code of an authenticator app, or a recovery code. */
export const secondFactorCode = text({ min: 0, max: 40, kind: "code" }).min(6, "Enter the code.");
