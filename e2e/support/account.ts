import type { Page } from "@playwright/test";
import { Secret, TOTP } from "otpauth";
import { inDatabase } from "./database.ts";

/** Has an hour pass since a person has proved who they are. */
export const anHourPasses = (email: string) =>
  inDatabase(
    (sql) => sql`update sessions set authenticated_at = now() - interval '1 hour'
      where user_id = (select id from users where email = ${email})`,
  );

/** Has the time pass after which an organisation requires a second factor. */
export const graceEnds = (slug: string) =>
  inDatabase((sql) => sql`update tenants set second_factor_from = now() - interval '1 second' where slug = ${slug}`);

/**
 * What an authenticator app shows. Each code works once, and none before the last one: so tests go forward by steps.
 *
 * @param secret as the page shows it.
 * @param steps how many steps of 30 seconds from now: -1, 0 or 1.
 */
export function codeOf(secret: string, steps: -1 | 0 | 1): string {
  const app = new TOTP({ secret: Secret.fromBase32(secret.replace(/\s/g, "")) });
  return app.generate({ timestamp: Date.now() + steps * 30_000 });
}

/** Gives the page a security key that always agrees. @returns takes it away, or says what it holds */
export async function plugIn(page: Page) {
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
    /** Whether it can tell that it is its person, and not that somebody is there alone. */
    verifiesPerson: (isUserVerified: boolean) =>
      chromium.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
  };
}
