import { createHash } from "node:crypto";
import type { Settings } from "@waybill/config";
import { newPassword } from "@waybill/validators";
import { type Before, type Logger, LogLimiter, refuse } from "../../core/index.ts";

/** Knows passwords that were stolen elsewhere. */
export interface Breaches {
  /** Whether a password is known to be stolen; false where that cannot be told. */
  know(password: string, log: Logger): Promise<boolean>;
}

declare module "../../core/context.ts" {
  interface Clients {
    breaches: Breaches;
  }
}

/** How long the service may take for its whole answer, in milliseconds. */
const patienceMs = 1000;

/** The longest answer that is read, in characters: one of the public service's has 40,000. */
const longestAnswer = 1_000_000;

/** How many lines a minute say that the service did not answer. */
const complaints = new LogLimiter(5);

/**
 * The service of ranges that `PASSWORD_BREACH_URL` names, in the protocol of Have I Been Pwned: it is told five of the 40
 * digits of a password's SHA-1, and answers with all that it knows to begin like that (k-anonymity). None is asked where
 * the setting is left out.
 */
export function createBreaches({ PASSWORD_BREACH_URL: url }: Pick<Settings, "PASSWORD_BREACH_URL">): Breaches {
  if (!url) return { know: () => Promise.resolve(false) };
  const base = url.replace(/\/$/, "");
  return {
    async know(password, log) {
      const digits = createHash("sha1").update(password).digest("hex").toUpperCase();
      try {
        return (await rangeOf(`${base}/${digits.slice(0, 5)}`)).has(digits.slice(5));
      } catch (error) {
        const admitted = complaints.admit();
        if (admitted) log.warn({ err: error, ...admitted }, "the breached password service did not answer");
        return false;
      }
    },
  };
}

/** The ends of the digests in a range. Those that are padding have a count of 0. */
async function rangeOf(address: string): Promise<Set<string>> {
  const response = await fetch(address, {
    headers: { accept: "text/plain", "add-padding": "true", "user-agent": "Waybill" },
    redirect: "error",
    signal: AbortSignal.timeout(patienceMs),
  });
  if (!response.ok) throw new Error(`It answered ${response.status}.`);
  const lines = (await textOf(response)).split(/\r?\n/);
  return new Set(lines.filter((line) => !/:0*$/.test(line)).map((line) => line.slice(0, 35).toUpperCase()));
}

async function textOf({ body }: Response): Promise<string> {
  let text = "";
  for await (const part of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += part;
    if (text.length > longestAnswer) throw new Error("Its answer is too long.");
  }
  return text;
}

/**
 * Refuses a new password that is known to be stolen, before the transaction that would set it is open. The shared schema
 * says what it looks like; what does not is left for it to refuse.
 *
 * @param isGenuine whether the input is worth a question to another system; for procedures that anybody may call.
 * @throws invalid at `password`
 */
export const refuseBreached =
  (isGenuine: (settings: Settings, input: unknown) => boolean = () => true): Before =>
  async ({ app, log, input }) => {
    const given = typeof input === "object" && input !== null && "password" in input ? input.password : undefined;
    const { data: password } = newPassword.safeParse(given);
    if (password === undefined || !isGenuine(app.settings, input)) return;
    if (!(await app.clients.breaches.know(password, log))) return;
    const message = "This password appeared in a data breach. Choose another one.";
    refuse({ path: ["password"], code: "invalid", message });
  };
