import { z } from "zod";
import { idOut, time } from "../../core/index.ts";

export const account = z.object({
  name: z.string(),
  email: z.string(),
  pendingEmail: z.string().nullable(),
  hasPassword: z.boolean(),
  providers: z.array(z.string()),
});

export const activityEntry = z.object({
  id: idOut,
  action: z.string(),
  summary: z.string(),
  ip: z.string().nullable(),
  createdAt: time,
  own: z.boolean(),
});

export const confirmationMethods = z.object({
  password: z.boolean(),
  app: z.boolean(),
  passkey: z.boolean(),
  mail: z.boolean(),
  /** How long a proof is valid. */
  freshMinutes: z.number(),
});

/** The outcome of an identity confirmation. */
export const confirmed = z.union([
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), reason: z.literal("invalid") }),
  z.object({ ok: z.literal(false), reason: z.literal("throttled"), waitSeconds: z.number() }),
]);

export const codeMailed = z.object({ sent: z.boolean(), waitSeconds: z.number() });
export const emailAddress = z.object({ email: z.string() });
export const ended = z.object({ ended: z.number() });

/** The used part of WebAuthn's PublicKeyCredentialRequestOptionsJSON. */
export const passkeyRequest = z.object({
  challenge: z.string(),
  timeout: z.number().optional(),
  rpId: z.string().optional(),
  allowCredentials: z
    .array(z.object({ id: z.string(), type: z.string(), transports: z.array(z.string()).optional() }))
    .optional(),
  userVerification: z.enum(["discouraged", "preferred", "required"]).optional(),
});
