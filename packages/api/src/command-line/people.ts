import { users } from "@waybill/db/users";
import { email as emailSchema } from "@waybill/validators";
import { asc, eq } from "drizzle-orm";
import type { WorkContext } from "../core/context.ts";
import { refuse } from "../core/errors.ts";
import { recordForInstallation } from "../core/events/installation-activity.ts";
import type { RequestContext } from "../core/procedures/request.ts";
import { isDemoAddress } from "../demo-accounts.ts";
import { endSignIns } from "../platform/auth/index.ts";
import { removeFactors } from "../platform/factors/index.ts";
import { notifyPerson } from "../platform/security-notices/index.ts";
import { setOperatorRights } from "../platform/users/index.ts";
import { ofInstallation } from "./work.ts";

/** A person in the output of commands. */
export interface PersonFacts {
  id: string;
  email: string;
  name: string;
}

const personColumns = { id: users.id, email: users.email, name: users.name };

/**
 * Grants or revokes operator rights. There is no page for it: access to the machine is the permission.
 *
 * @throws BAD_REQUEST at `email`: `not_found` for an unknown address; `not_allowed` for a demo account, whose password
 * is public.
 */
export function setOperator(request: RequestContext, email: string, operator: boolean): Promise<PersonFacts> {
  return withPerson(request, email, async (context, person) => {
    if (operator && isDemoAddress(person.email)) {
      const message = `${person.email} is a demo account. Its password is public, so it cannot become an operator. Sign up with your own address.`;
      refuse({ path: ["email"], code: "not_allowed", message });
    }
    await setOperatorRights(context, person.id, operator);
    await recordForInstallation(context, {
      action: `operator.${operator ? "grant" : "revoke"}`,
      summary: operator ? "granted operator rights" : "removed operator rights",
      subjectUserId: person.id,
    });
  });
}

/**
 * Ends all sessions and pending sign-ins of a person, after a lost device or a departure. Sign-in methods stay. The
 * person is notified by mail and in the account activity.
 *
 * @throws BAD_REQUEST at `email`, `not_found` for an unknown address.
 */
export function endSessions(request: RequestContext, email: string): Promise<PersonFacts> {
  return withPerson(request, email, async (context, person) => {
    await endSignIns(context, person.id);
    await notifyPerson(context, person, "sessionsEnded");
  });
}

/**
 * Removes the second factors of a person who has lost them and the recovery codes. The operator at the machine has verified the
 * request. Ends all sessions and notifies the person by mail.
 *
 * @throws BAD_REQUEST at `email`, `not_found` for an unknown address.
 */
export function resetSecondFactor(request: RequestContext, email: string): Promise<PersonFacts> {
  return withPerson(request, email, async (context, person) => {
    await removeFactors(context, person.id);
    await endSignIns(context, person.id);
    await notifyPerson(context, person, "secondFactorReset");
  });
}

/** The operators of the installation, by email address. */
export function listOperators(request: RequestContext): Promise<PersonFacts[]> {
  return ofInstallation(
    request,
    ({ db }) => db.select(personColumns).from(users).where(eq(users.operator, true)).orderBy(asc(users.email)),
    { readOnly: true },
  );
}

/** Runs an action on the person with an email address, serialised with other commands. */
function withPerson(
  request: RequestContext,
  email: string,
  act: (context: WorkContext, person: PersonFacts) => Promise<void>,
): Promise<PersonFacts> {
  return ofInstallation(request, async (context) => {
    const address = emailSchema.safeParse(email).data;
    const rows = address
      ? await context.db.select(personColumns).from(users).where(eq(users.email, address)).for("no key update")
      : [];
    const [person] = rows;
    if (!person) refuse({ path: ["email"], code: "not_found", message: `No account has the email address ${email}.` });
    await act(context, person);
    return person;
  });
}
