import { sessions, signInTickets, users } from "@waybill/db";
import { email as emailSchema } from "@waybill/validators";
import { eq } from "drizzle-orm";
import type { App } from "./core/context.ts";
import { recordForInstallation } from "./core/installation-activity.ts";
import { system, unitOfWork } from "./core/unit-of-work.ts";
import { removeFactors } from "./platform/factors/index.ts";
import { tellPerson } from "./platform/security/index.ts";

/**
 * Makes a person an operator of the installation, or takes that back. There is no page for it: whoever may do it has the
 * machine.
 *
 * @returns false where nobody has the address.
 */
export function setOperator(app: App, email: string, operator: boolean): Promise<boolean> {
  const origin = { requestId: "command line", log: app.log, user: null, actor: system };
  return unitOfWork(app, origin, {}, async ({ context }) => {
    const rows = await context.db
      .update(users)
      .set({ superuser: operator })
      .where(eq(users.email, emailSchema.parse(email)))
      .returning({ id: users.id });
    const [person] = rows;
    if (!person) return false;
    const summary = operator ? "made an operator" : "took the operator's rights";
    await recordForInstallation(context, {
      action: `operator.${operator ? "grant" : "revoke"}`,
      summary,
      subjectUserId: person.id,
    });
    return true;
  });
}

/**
 * Takes a person's second factors away, for who has lost them and the recovery codes too: whoever may do it has the
 * machine, and has made sure who is asking. Every session ends; the person is told by mail.
 *
 * @returns false where nobody has the address.
 */
export function resetSecondFactor(app: App, email: string): Promise<boolean> {
  const address = emailSchema.safeParse(email).data;
  const origin = { requestId: "command line", log: app.log, user: null, actor: system };
  return unitOfWork(app, origin, {}, async ({ context }) => {
    const { db } = context;
    const [person] = address
      ? await db.select({ id: users.id }).from(users).where(eq(users.email, address)).for("update")
      : [];
    if (!person) return false;
    await removeFactors(context, person.id);
    await db.delete(sessions).where(eq(sessions.userId, person.id));
    await db.delete(signInTickets).where(eq(signInTickets.userId, person.id));
    await tellPerson(context, person, "secondFactorReset");
    return true;
  });
}
