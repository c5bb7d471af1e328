import type { Settings } from "@waybill/config";
import { createTransport } from "nodemailer";
import type { RenderedMail } from "./render.ts";

/** Sends mail. Only jobs have it. */
export interface Mailer {
  /**
   * @param id names the message, so that a mail server that gets it twice can tell.
   * @throws with the mail server's answer, without what of the mail it repeats: errors are kept and shown.
   */
  send(id: string, to: string, mail: RenderedMail, headers: Record<string, string>): Promise<void>;
}

declare module "../../core/context.ts" {
  interface Clients {
    mailer: Mailer;
  }
}

/** What in a server's answer may be a link of the mail that it refuses, or a part of one. */
const linkLike = /(?:https?:|\/\/|token=|invitations)\S*|[\w.-]{40,}/gi;

/** A mail server's answer, without links: some say which one they do not like. */
function answerOf(error: unknown): Error {
  const said = error instanceof Error ? error.message : String(error);
  return new Error(`The mail was not sent. ${said.replace(linkLike, "[link]").slice(0, 500)}`);
}

/** Sends by SMTP, or keeps mail in the outbox alone. Where there is neither, nothing is sent, and the job says so. */
export function createMailer(settings: Settings): Mailer {
  if (settings.MAIL_OUTBOX) return { send: async () => {} };
  if (!settings.SMTP_URL) return { send: () => Promise.reject(new Error("No mail server is set: SMTP_URL.")) };
  const transport = createTransport(settings.SMTP_URL, { from: settings.MAIL_FROM });
  return {
    async send(id, to, { subject, text, html }, headers) {
      // As an object, the address is taken as it is, and not read as a list of addresses.
      const recipient = { name: "", address: to };
      const message = { to: recipient, subject, text, html, headers, messageId: `<${id}@waybill>` };
      await transport.sendMail({ ...message, disableFileAccess: true, disableUrlAccess: true }).catch((error) => {
        throw answerOf(error);
      });
    },
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
