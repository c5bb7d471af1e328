import { refuse, type TenantContext } from "../../core/index.ts";
import { countAttempt } from "../auth/index.ts";

const hour = 3600;
/** How many invitations one person sends, in whatever organisations: making one is free. */
const ofPerson = { attempts: 30, windowSeconds: hour };
/** How many invitations are sent for one organisation. */
const ofTenant = { attempts: 200, windowSeconds: 24 * hour };

/**
 * Counts an invitation that is about to be mailed. One that is refused afterwards does not count.
 *
 * @param path where in the form to say so
 * @throws too_many_attempts
 */
export async function countInvitation(ctx: TenantContext, inviterId: string, path: string[]): Promise<void> {
  const allowed = await countAttempt(ctx, [
    { key: `invite:tenant:${ctx.tenant.id}`, ...ofTenant },
    { key: `invite:person:${inviterId}`, ...ofPerson },
  ]);
  if (allowed) return;
  const message = "Too many invitations were sent in a short time. Try again in an hour, or ask a colleague.";
  refuse({ path, code: "too_many_attempts", entity: "invitation", message });
}
