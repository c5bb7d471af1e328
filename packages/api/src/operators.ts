import { users } from "@waybill/db";
import { email as emailSchema } from "@waybill/validators";
import { eq } from "drizzle-orm";
import type { App, User, WorkContext } from "./core/context.ts";
import { recordForInstallation } from "./core/installation-activity.ts";
import { system, unitOfWork } from "./core/unit-of-work.ts";
import { isDemoAddress } from "./demo-accounts.ts";
import { endSignIns } from "./platform/auth/index.ts";
import { removeFactors } from "./platform/factors/index.ts";
import { tellPerson } from "./platform/security/index.ts";

/**
 * Makes a person an operator of the installation, or takes that back. There is no page for it: whoever may do it has the
 * machine.
 *
 * @returns `unknown` where nobody has the address; `demo` where the account is one of the demonstration's, which are never
 *   made operators: their password is published.
 */
export function setOperator(app: App, email: string, operator: boolean): Promise<"done" | "unknown" | "demo"> {
  const address = emailSchema.safeParse(email).data;
  if (!address) return Promise.resolve("unknown");
  if (operator && isDemoAddress(address)) return Promise.resolve("demo");
  const origin = { requestId: "command line", log: app.log, user: null, actor: system };
  return unitOfWork(app, origin, {}, async ({ context }) => {
    const rows = await context.db
      .update(users)
      .set({ superuser: operator })
      .where(eq(users.email, address))
      .returning({ id: users.id });
    const [person] = rows;
    if (!person) return "unknown";
    const summary = operator ? "made an operator" : "took the operator's rights";
    await recordForInstallation(context, {
      action: `operator.${operator ? "grant" : "revoke"}`,
      summary,
      subjectUserId: person.id,
    });
    return "done";
  });
}

/**
 * Ends every session of a person, and every sign-in that waits for its second factor: of who has lost a device, or has
 * left. What they sign in with stays. The person is told by mail, and finds it among the account's events.
 *
 * @returns `unknown` where nobody has the address.
 */
export function endSessions(app: App, email: string): Promise<"done" | "unknown"> {
  return withPerson(app, email, async (context, person) => {
    await endSignIns(context, person.id);
    await tellPerson(context, person, "sessionsEnded");
  });
}

/**
 * Takes a person's second factors away, for who has lost them and the recovery codes too: whoever may do it has the
 * machine, and has made sure who is asking. Every session ends; the person is told by mail.
 *
 * @returns `unknown` where nobody has the address.
 */
export function resetSecondFactor(app: App, email: string): Promise<"done" | "unknown"> {
  return withPerson(app, email, async (context, person) => {
    await removeFactors(context, person.id);
    await endSignIns(context, person.id);
    await tellPerson(context, person, "secondFactorReset");
  });
}

type Person = Pick<User, "id">;

/** Does something with the person who has an address, one after the other. */
function withPerson(
  app: App,
  email: string,
  act: (context: WorkContext, person: Person) => Promise<void>,
): Promise<"done" | "unknown"> {
  const address = emailSchema.safeParse(email).data;
  if (!address) return Promise.resolve("unknown");
  const origin = { requestId: "command line", log: app.log, user: null, actor: system };
  return unitOfWork(app, origin, {}, async ({ context }) => {
    const { db } = context;
    const [person] = await db.select({ id: users.id }).from(users).where(eq(users.email, address)).for("update");
    if (!person) return "unknown";
    await act(context, person);
    return "done";
  });
}
