import { installationActivity } from "@waybill/db/core";
import { mails } from "@waybill/db/mail";
import { asc, eq } from "drizzle-orm";
import type { App } from "../core/context.ts";
import { createContext, sessionOf } from "../core/procedures/request.ts";

interface Running {
  app: App;
}

/** The mails to an address, the oldest first. */
export const mailsTo = ({ app }: Running, email: string) =>
  app.database.transaction({}, ({ db }) =>
    db.select().from(mails).where(eq(mails.to, email)).orderBy(asc(mails.createdAt), asc(mails.id)),
  );

/**
 * The token of the link in the newest mail to an address.
 *
 * @throws Error if there is no such mail, or no token in it.
 */
export async function mailedToken(running: Running, email: string): Promise<string> {
  const token = /token=(\S+)/.exec((await mailsTo(running, email)).at(-1)?.text ?? "")?.[1];
  if (!token) throw new Error(`No mail to ${email} has a token.`);
  return token;
}

/** The history of a person's account, the oldest entry first; `userId` is the person who acted. */
export const accountActivity = ({ app }: Running, subjectUserId: string) =>
  app.database.transaction({}, ({ db }) =>
    db
      .select({ action: installationActivity.action, userId: installationActivity.userId })
      .from(installationActivity)
      .where(eq(installationActivity.subjectUserId, subjectUserId))
      .orderBy(asc(installationActivity.id)),
  );

/** A valid session, or null. */
export const findSession = async ({ app }: Running, sessionId: string) =>
  sessionOf(await createContext(app, new Headers(), sessionId));
