import type { Settings } from "@waybill/config";
import { createTransport } from "nodemailer";
import type { RenderedMail } from "./templates.ts";

/** Sends mail. Only jobs have it. */
export interface Mailer {
  /** @param id names the message, so that a mail server that gets it twice can tell. */
  send(id: string, to: string, mail: RenderedMail, headers: Record<string, string>): Promise<void>;
}

declare module "../../core/context.ts" {
  interface Clients {
    mailer: Mailer;
  }
}

/** Sends by SMTP, or keeps mail in the outbox alone. Where there is neither, nothing is sent, and the job says so. */
export function createMailer(settings: Settings): Mailer {
  if (settings.MAIL_OUTBOX) return { send: async () => {} };
  if (!settings.SMTP_URL) return { send: () => Promise.reject(new Error("No mail server is set: SMTP_URL.")) };
  const transport = createTransport(settings.SMTP_URL, { from: settings.MAIL_FROM });
  return {
    async send(id, to, { subject, text, html }, headers) {
      await transport.sendMail({ to, subject, text, html, headers, messageId: `<${id}@waybill>` });
    },
  };
}
