import { users } from "@waybill/db";
import { email as emailSchema } from "@waybill/validators";
import { eq } from "drizzle-orm";
import type { App } from "./core/context.ts";
import { recordForInstallation } from "./core/installation-activity.ts";
import { system, unitOfWork } from "./core/unit-of-work.ts";

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
