import type { Page } from "@playwright/test";
import { Secret, TOTP } from "otpauth";
import { inDatabase } from "./database.ts";

/** Sets a person's last proof of identity to an hour ago. */
export const expireProof = (email: string) =>
  inDatabase(
    (sql) => sql`update sessions set authenticated_at = now() - interval '1 hour'
      where user_id = (select id from users where email = ${email})`,
  );

/** Sets the date of an organisation's required second factor to the past. */
export const endGracePeriod = (slug: string) =>
  inDatabase((sql) => sql`update tenants set second_factor_from = now() - interval '1 second' where slug = ${slug}`);

/** The length of a step of authenticator apps, and the shortest rest of it in which a code is made, in milliseconds. */
const stepMs = 30_000;
const marginMs = 4000;

/**
 * The code of an authenticator app. Codes work once and in order, so tests advance by steps.
 *
 * @param secret the displayed secret.
 * @param steps steps of 30 seconds from now: -1, 0 or 1.
 */
export function codeOf(secret: string, steps: -1 | 0 | 1): string {
  const app = new TOTP({ secret: Secret.fromBase32(secret.replace(/\s/g, "")) });
  // If the step is about to end, the server would see the next one.
  const restMs = stepMs - (Date.now() % stepMs);
  if (restMs < marginMs) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, restMs);
  return app.generate({ timestamp: Date.now() + steps * stepMs });
}

/** Adds a virtual security key that always confirms. @returns removes it, or lists its credentials */
export async function addSecurityKey(page: Page) {
  const chromium = await page.context().newCDPSession(page);
  await chromium.send("WebAuthn.enable");
  const { authenticatorId } = await chromium.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    unplug: () => chromium.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId }),
    /** Whether it verifies the user, as opposed to presence only. */
    verifiesPerson: (isUserVerified: boolean) =>
      chromium.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
  };
}
