import type { Settings } from "@waybill/config";
import { createTransport } from "nodemailer";
import { PermanentJobError } from "../../core/index.ts";
import type { RenderedMail } from "./render.ts";

/** Sends mail. Only jobs use it. */
export interface Mailer {
  /**
   * @param id of the message, so that a mail server can recognise duplicates.
   * @throws with the server's response without quoted content: errors are stored and shown.
   * @throws {PermanentJobError} if the server has refused this mail permanently
   */
  send(id: string, to: string, mail: RenderedMail, headers: Record<string, string>): Promise<void>;
  /** Closes idle connections. */
  close(): void;
}

declare module "../../core/context.ts" {
  interface Clients {
    mailer: Mailer;
  }
}

/** Text in a server's response that may be a link of the refused mail. */
const linkLike = /(?:https?:|\/\/|token=|invitations)\S*/gi;
/** The length from which a word may be a secret. */
const minSecretLength = 40;

/** A server's response without links: some quote the one that they refuse. */
function answerOf(error: unknown): Error {
  const answer = error instanceof Error ? error.message : String(error);
  const withoutLinks = answer
    .replace(linkLike, "[link]")
    .replace(/[\w.-]+/g, (word) => (word.length < minSecretLength ? word : "[link]"));
  const message = `The email was not sent. ${withoutLinks.slice(0, 500)}`;
  return isFinal(error) ? new PermanentJobError(message) : new Error(message);
}

/**
 * Whether a server has refused this recipient or mail permanently (RFC 5321: 5xx). Other failures may pass: greylisting
 * (4xx), an unavailable server, a wrong password or certificate.
 */
function isFinal(error: unknown): boolean {
  if (!(error instanceof Error && "responseCode" in error && "code" in error)) return false;
  const ofTheMail = error.code === "EENVELOPE" || error.code === "EMESSAGE";
  return ofTheMail && Number(error.responseCode) >= 500;
}

/** Timeouts of a mail server in milliseconds: connection, greeting, and between responses. */
export const mailTimeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

/** DKIM signing, if the settings have a key. */
function signatureOf({
  MAIL_DKIM_DOMAIN: domainName,
  MAIL_DKIM_SELECTOR: keySelector,
  MAIL_DKIM_KEY: privateKey,
}: Settings) {
  return domainName && keySelector && privateKey ? { dkim: { domainName, keySelector, privateKey } } : {};
}

/**
 * Sends by SMTP through a connection pool, or keeps mail in the outbox. With neither, nothing is sent, and the job says
 * so.
 */
export function createMailer(settings: Settings, timeouts = mailTimeouts): Mailer {
  if (settings.MAIL_OUTBOX) return { send: async () => {}, close: () => {} };
  if (!settings.SMTP_URL) {
    return { send: () => Promise.reject(new Error("No mail server is configured. Set SMTP_URL.")), close: () => {} };
  }
  const { SMTP_URL: url, MAIL_FROM: from, MAIL_BOUNCE_TO: bounceTo } = settings;
  // Parameters of the URL take precedence.
  const transport = createTransport({ url, pool: true, ...timeouts, ...signatureOf(settings) }, { from });
  return {
    async send(id, to, { subject, text, html }, headers) {
      // As an object the address is used literally, not parsed as a list.
      const recipient = { name: "", address: to };
      const message = { to: recipient, subject, text, html, headers, messageId: `<${id}@waybill>` };
      // The recipient of bounces.
      const envelope = bounceTo ? { envelope: { from: bounceTo, to: [to] } } : {};
      const closed = { disableFileAccess: true, disableUrlAccess: true };
      await transport.sendMail({ ...message, ...envelope, ...closed }).catch((error) => {
        throw answerOf(error);
      });
    },
    close: () => transport.close(),
  };
}

/** The timeout of each step of a check, in milliseconds. */
const checkWaitMs = 10_000;

/** Connects to the mail server up to the login, without sending. @throws with the obstacle */
export async function checkMailServer({ SMTP_URL }: Pick<Settings, "SMTP_URL">): Promise<void> {
  const waits = { connectionTimeout: checkWaitMs, greetingTimeout: checkWaitMs, socketTimeout: checkWaitMs };
  const transport = createTransport({ url: SMTP_URL, ...waits });
  try {
    await transport.verify();
  } finally {
    transport.close();
  }
}
