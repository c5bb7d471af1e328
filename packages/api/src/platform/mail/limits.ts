import {
  admit,
  type KeyedRateLimit,
  type MailLimit,
  networkOf,
  type RateLimit,
  refuseForNow,
  type WorkContext,
} from "../../core/index.ts";
import { accessLinkSeconds } from "./links.ts";

const minute = 60;
const hour = 3600;

/** Limits of mails to an email address that others can cause. */
const perEmailAddress: Record<NonNullable<MailLimit>, RateLimit> = {
  // Shorter intervals than the lifetime of links: flooding an email address still leaves its owner a valid link.
  access: { burst: 5, expirySeconds: hour, firstSeconds: 5 * minute, maxSeconds: accessLinkSeconds },
  contact: { burst: 5, expirySeconds: 2 * hour, firstSeconds: 10 * minute, maxSeconds: 6 * hour },
};

/** Limits of mails that a person can cause. */
const perSender = {
  network: { burst: 100, expirySeconds: 10, firstSeconds: 10, maxSeconds: 10 * minute },
  person: { burst: 30, expirySeconds: minute, firstSeconds: minute, maxSeconds: hour },
  tenant: { burst: 100, expirySeconds: minute / 2, firstSeconds: minute, maxSeconds: hour },
} satisfies Record<string, RateLimit>;

/** Counts a mail of an email address. @returns whether it may be sent */
export async function admitMailTo(ctx: WorkContext, limit: NonNullable<MailLimit>, to: string): Promise<boolean> {
  return (await admit(ctx, [{ key: `mail ${limit} ${to}`, ...perEmailAddress[limit] }])).ok;
}

/**
 * Counts a mail of its sender, before it is queued to a typed email address.
 *
 * @param path the input of the refusal.
 * @throws too_many_attempts with the time to wait. Reveals nothing about the email address.
 */
export async function countMailOf(
  ctx: WorkContext,
  sender: { ip: string | null } | { userId: string; tenantId?: string },
  path: string[] = [],
): Promise<void> {
  const limits: KeyedRateLimit[] =
    "ip" in sender
      ? [{ key: `mail network ${networkOf(sender.ip)}`, ...perSender.network }]
      : [
          { key: `mail person ${sender.userId}`, ...perSender.person },
          ...(sender.tenantId ? [{ key: `mail tenant ${sender.tenantId}`, ...perSender.tenant }] : []),
        ];
  const admission = await admit(ctx, limits);
  if (!admission.ok) refuseForNow(admission.waitSeconds, "Too many emails were requested.", path);
}
