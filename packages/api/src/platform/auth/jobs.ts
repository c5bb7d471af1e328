import { publicUrl } from "@waybill/config";
import { users } from "@waybill/db";
import { email } from "@waybill/validators";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { defineJob } from "../../core/index.ts";
import { sendMail, templates } from "../mail/index.ts";
import { issueToken } from "./tokens.ts";

/**
 * Mails the link for a new password, if the address has an account: found out here, so that the request takes the same
 * time for every address. Run twice, it mails a second link; both work until one is used.
 */
export const requestReset = defineJob({
  name: "auth.requestReset",
  title: "Mail a link for a new password",
  ofInstallation: true,
  input: z.object({ email }),
  onGiveUp: { nothingWaits: "Who gets no link asks for another one." },
  handler: ({ input, globalTransaction }) =>
    globalTransaction(async (ctx) => {
      const { db, jobs, settings } = ctx;
      const [user] = await db
        .select({ id: users.id, name: users.name })
        .from(users)
        .where(eq(users.email, input.email));
      if (!user) return;
      const url = `${publicUrl(settings)}/reset-password?token=${await issueToken(ctx, "reset_password", user.id)}`;
      await sendMail(jobs, input.email, templates.resetPassword({ name: user.name, url }));
    }),
});
