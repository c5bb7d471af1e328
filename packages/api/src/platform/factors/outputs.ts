import { z } from "zod";
import { done, idOut, time } from "../../core/index.ts";

const used = { createdAt: time, lastUsedAt: time.nullable() };

export const factors = z.object({
  totp: z.object(used).nullable(),
  passkeys: z.array(z.object({ id: idOut, name: z.string(), backedUp: z.boolean(), ...used })),
  recoveryCodes: z.number(),
});

/** A new secret of an authenticator app. */
export const newTotp = z.object({
  secret: z.string(),
  uri: z.string(),
  qrCode: z.object({ size: z.number(), path: z.string() }),
});

export const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });
/** Null if there are some already. */
export const firstRecoveryCodes = z.object({ recoveryCodes: z.array(z.string()).nullable() });
export const addedPasskey = done.extend(firstRecoveryCodes.shape);

const userVerification = z.enum(["discouraged", "preferred", "required"]);
const credentials = z.array(z.object({ id: z.string(), type: z.string(), transports: z.array(z.string()).optional() }));

/** The used part of WebAuthn's PublicKeyCredentialCreationOptionsJSON. */
export const passkeyCreation = z.object({
  rp: z.object({ id: z.string().optional(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  challenge: z.string(),
  pubKeyCredParams: z.array(z.object({ alg: z.number(), type: z.literal("public-key") })),
  timeout: z.number().optional(),
  excludeCredentials: credentials.optional(),
  authenticatorSelection: z
    .object({
      authenticatorAttachment: z.enum(["cross-platform", "platform"]).optional(),
      requireResidentKey: z.boolean().optional(),
      residentKey: userVerification.optional(),
      userVerification: userVerification.optional(),
    })
    .optional(),
  hints: z.array(z.enum(["hybrid", "security-key", "client-device"])).optional(),
  attestation: z.enum(["direct", "enterprise", "indirect", "none"]).optional(),
  extensions: z.object({ credProps: z.boolean().optional() }).optional(),
});
