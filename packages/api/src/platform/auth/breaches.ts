import { createHash } from "node:crypto";
import type { Settings } from "@waybill/config";
import { newPassword } from "@waybill/validators";
import { type Before, type Logger, LogLimiter, refuse } from "../../core/index.ts";

/** A source of breached passwords. */
export interface Breaches {
  /** Whether a password is known to be breached; false if unknown. */
  isBreached(password: string, log: Logger): Promise<boolean>;
}

declare module "../../core/context.ts" {
  interface Clients {
    breaches: Breaches;
  }
}

/** The timeout of the service for the complete response, in milliseconds. */
const timeoutMs = 1000;

/** The longest response that is read, in characters; the public service sends 40,000. */
const maxBodyLength = 1_000_000;

/** The maximum number of log lines per minute about failures of the service. */
const failureLog = new LogLimiter(5);

/**
 * The range service of `PASSWORD_BREACH_URL`, in the protocol of Have I Been Pwned: it gets five of the 40 digits of a
 * password's SHA-1 and returns all known suffixes (k-anonymity). Without the setting no service is asked.
 */
export function createBreaches({ PASSWORD_BREACH_URL: url }: Pick<Settings, "PASSWORD_BREACH_URL">): Breaches {
  if (!url) return { isBreached: () => Promise.resolve(false) };
  const base = url.replace(/\/$/, "");
  return {
    async isBreached(password, log) {
      const digits = createHash("sha1").update(password).digest("hex").toUpperCase();
      try {
        return (await rangeOf(`${base}/${digits.slice(0, 5)}`)).has(digits.slice(5));
      } catch (error) {
        const admitted = failureLog.admit();
        if (admitted) log.warn({ err: error, ...admitted }, "the breached password service did not respond");
        return false;
      }
    },
  };
}

/** The suffixes of a range. Padding has a count of 0. */
async function rangeOf(url: string): Promise<Set<string>> {
  const response = await fetch(url, {
    headers: { accept: "text/plain", "add-padding": "true", "user-agent": "Waybill" },
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) throw new Error(`It responded with ${response.status}.`);
  const lines = (await textOf(response)).split(/\r?\n/);
  return new Set(lines.filter((line) => !/:0*$/.test(line)).map((line) => line.slice(0, 35).toUpperCase()));
}

async function textOf({ body }: Response): Promise<string> {
  let text = "";
  for await (const part of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += part;
    if (text.length > maxBodyLength) throw new Error("Its response is too long.");
  }
  return text;
}

/**
 * Refuses a breached new password before the transaction that would set it. Malformed passwords are left to the shared
 * schema.
 *
 * @param isGenuine whether the input is worth a request to another system; for public procedures.
 * @throws invalid at `password`
 */
export const refuseBreached =
  (isGenuine: (settings: Settings, input: unknown) => boolean = () => true): Before =>
  async ({ app, log, input }) => {
    const given = typeof input === "object" && input !== null && "password" in input ? input.password : undefined;
    const { data: password } = newPassword.safeParse(given);
    if (password === undefined || !isGenuine(app.settings, input)) return;
    if (!(await app.clients.breaches.isBreached(password, log))) return;
    const message = "This password appeared in a data breach. Choose another one.";
    refuse({ path: ["password"], code: "invalid", message });
  };
