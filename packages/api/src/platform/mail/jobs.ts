import { mails } from "@waybill/db";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { defineJob, type Jobs } from "../../core/index.ts";
import type { RenderedMail } from "./templates.ts";

const mail = z.object({
  to: z.string(),
  template: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
});

/** Sends one mail. Run twice, it finds the mail sent and does nothing; the message id is the job's. */
export const deliverMail = defineJob({
  name: "mail.deliver",
  title: "Send a mail",
  // What a mail server answers names the address.
  readBy: "tenants.manageMembers",
  hidesInput: true,
  input: mail,
  retry: { limit: 8, delaySeconds: 5 },
  timeoutSeconds: 60,
  onGiveUp: { nothingWaits: "Invitations and links can be sent again by who misses them." },
  async handler({ id, input, requestId, clients, globalTransaction }) {
    const headers = { "X-Request-Id": requestId };
    const sentAt = await globalTransaction(async ({ db }) => {
      await db
        .insert(mails)
        .values({ id, headers, ...input })
        .onConflictDoNothing();
      const [row] = await db.select({ sentAt: mails.sentAt }).from(mails).where(eq(mails.id, id));
      return row?.sentAt;
    });
    if (sentAt) return;
    await clients.mailer.send(id, input.to, input, headers);
    await globalTransaction(({ db }) => db.update(mails).set({ sentAt: new Date() }).where(eq(mails.id, id)));
  },
});

/** Queues a mail; it is sent once the transaction is committed. */
export async function sendMail(jobs: Jobs, to: string, content: RenderedMail): Promise<void> {
  await jobs.enqueue(deliverMail, { to, ...content });
}
