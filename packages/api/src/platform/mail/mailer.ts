import type { Settings } from "@waybill/config";
import { createTransport } from "nodemailer";
import { JobRefused } from "../../core/index.ts";
import type { RenderedMail } from "./render.ts";

/** Sends mail. Only jobs have it. */
export interface Mailer {
  /**
   * @param id names the message, so that a mail server that gets it twice can tell.
   * @throws with the mail server's answer, without what of the mail it repeats: errors are kept and shown.
   * @throws {JobRefused} where the server has refused this mail for good
   */
  send(id: string, to: string, mail: RenderedMail, headers: Record<string, string>): Promise<void>;
  /** Ends the connections that wait for the next mail. */
  close(): void;
}

declare module "../../core/context.ts" {
  interface Clients {
    mailer: Mailer;
  }
}

/** What in a server's answer may be a link of the mail that it refuses, or a part of one. */
const linkLike = /(?:https?:|\/\/|token=|invitations)\S*/gi;
/** From how many characters on a word may be the secret of a link. */
const fewestOfSecret = 40;

/** A mail server's answer, without links: some say which one they do not like. */
function answerOf(error: unknown): Error {
  const said = error instanceof Error ? error.message : String(error);
  const withoutLinks = said
    .replace(linkLike, "[link]")
    .replace(/[\w.-]+/g, (word) => (word.length < fewestOfSecret ? word : "[link]"));
  const message = `The mail was not sent. ${withoutLinks.slice(0, 500)}`;
  return isFinal(error) ? new JobRefused(message) : new Error(message);
}

/**
 * Whether a server has refused this recipient or this mail for good (RFC 5321: 5xx). Everything else may pass: greylisting
 * (4xx), a server that is away or hangs, a password or a certificate that somebody has to mend.
 */
function isFinal(error: unknown): boolean {
  if (!(error instanceof Error && "responseCode" in error && "code" in error)) return false;
  const ofTheMail = error.code === "EENVELOPE" || error.code === "EMESSAGE";
  return ofTheMail && Number(error.responseCode) >= 500;
}

/** How long a mail server may take, in milliseconds: until it is reached, until it greets, and between two answers. */
export const mailTimeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

/** Signs what is sent, where the settings have a key. */
function signatureOf({
  MAIL_DKIM_DOMAIN: domainName,
  MAIL_DKIM_SELECTOR: keySelector,
  MAIL_DKIM_KEY: privateKey,
}: Settings) {
  return domainName && keySelector && privateKey ? { dkim: { domainName, keySelector, privateKey } } : {};
}

/**
 * Sends by SMTP, over a pool of connections, or keeps mail in the outbox alone. Where there is neither, nothing is sent,
 * and the job says so.
 */
export function createMailer(settings: Settings, timeouts = mailTimeouts): Mailer {
  if (settings.MAIL_OUTBOX) return { send: async () => {}, close: () => {} };
  if (!settings.SMTP_URL) {
    return { send: () => Promise.reject(new Error("No mail server is configured. Set SMTP_URL.")), close: () => {} };
  }
  const { SMTP_URL: url, MAIL_FROM: from, MAIL_BOUNCE_TO: bounceTo } = settings;
  // Parameters of the address win.
  const transport = createTransport({ url, pool: true, ...timeouts, ...signatureOf(settings) }, { from });
  return {
    async send(id, to, { subject, text, html }, headers) {
      // As an object, the address is taken as it is, and not read as a list of addresses.
      const recipient = { name: "", address: to };
      const message = { to: recipient, subject, text, html, headers, messageId: `<${id}@waybill>` };
      // Where the mail comes back to that a server could not deliver.
      const envelope = bounceTo ? { envelope: { from: bounceTo, to: [to] } } : {};
      const closed = { disableFileAccess: true, disableUrlAccess: true };
      await transport.sendMail({ ...message, ...envelope, ...closed }).catch((error) => {
        throw answerOf(error);
      });
    },
    close: () => transport.close(),
  };
}

/** How long each step of a check waits for the mail server, in milliseconds. */
const checkWaitMs = 10_000;

/**
 * Connects to the mail server as for a mail, up to the login, and sends none.
 *
 * @throws with what stands in the way
 */
export async function checkMailServer({ SMTP_URL }: Pick<Settings, "SMTP_URL">): Promise<void> {
  const waits = { connectionTimeout: checkWaitMs, greetingTimeout: checkWaitMs, socketTimeout: checkWaitMs };
  const transport = createTransport({ url: SMTP_URL, ...waits });
  try {
    await transport.verify();
  } finally {
    transport.close();
  }
}
