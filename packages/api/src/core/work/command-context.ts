import { newId } from "@waybill/db";
import { email } from "@waybill/validators";
import type { CommandUser } from "../access/identity.ts";
import type { App } from "../context.ts";
import { refuse } from "../errors.ts";
import { createContext, internalsOf, type RequestContext, type RequestInternals } from "../procedures/request.ts";
import { commandLine, unitOfWork } from "./unit-of-work.ts";

/**
 * The request context of a command line. Its user has access to the machine and is not authenticated. Membership,
 * role, permissions and a tenant's second-factor requirement apply as always.
 *
 * @param of.as the email address of the user; null for no user, which can only call public procedures.
 * @param of.at the path of that address in the input, for the issue.
 * @param of.tenant the tenant: an id or a slug.
 * @throws {InputRefused} `not_found` for an unknown address
 */
export async function commandContext(
  app: App,
  { as = null, at = "as", tenant = null }: { as?: string | null; at?: string; tenant?: string | null } = {},
): Promise<RequestContext> {
  const request = await createContext(app, new Headers(), null, { tenant });
  if (as === null) return request;
  if (!as.trim()) refuse({ path: [at], code: "required", message: "Fill this in." });
  const commandUser = await findCommandUser(app, request, as);
  if (!commandUser) refuse({ path: [at], code: "not_found", message: `No account has the email address ${as}.` });
  const { user, hasSecondFactor } = commandUser;
  const session = { id: newId(), user, age: 0, provedSecondFactor: hasSecondFactor };
  Object.assign(internalsOf(request), {
    commandUser,
    session: () => Promise.resolve(session),
  } satisfies Partial<RequestInternals>);
  return request;
}

function findCommandUser(app: App, { requestId, log }: RequestContext, as: string): Promise<CommandUser | null> {
  const address = email.safeParse(as).data;
  if (!address) return Promise.resolve(null);
  return unitOfWork(app, { requestId, log, user: null, actor: commandLine }, { readOnly: true }, ({ context }) =>
    app.identity.commandUser(context, address),
  );
}
