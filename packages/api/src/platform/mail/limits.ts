import {
  admit,
  type KeyedRateLimit,
  type MailBudget,
  networkOf,
  type RateLimit,
  refuseForNow,
  type WorkContext,
} from "../../core/index.ts";
import { accessLinkSeconds } from "./links.ts";

const minute = 60;
const hour = 3600;

/** How many mails an address gets that others can cause. */
const perAddress: Record<NonNullable<MailBudget>, RateLimit> = {
  // Never longer apart than the links in them work: whoever floods an address leaves its owner a link that works.
  access: { burst: 5, forgetSeconds: hour, firstSeconds: 5 * minute, mostSeconds: accessLinkSeconds },
  contact: { burst: 5, forgetSeconds: 2 * hour, firstSeconds: 10 * minute, mostSeconds: 6 * hour },
};

/** How many mails somebody can cause, whomever they go to. */
const perSender = {
  network: { burst: 100, forgetSeconds: 10, firstSeconds: 10, mostSeconds: 10 * minute },
  person: { burst: 30, forgetSeconds: minute, firstSeconds: minute, mostSeconds: hour },
  tenant: { burst: 100, forgetSeconds: minute / 2, firstSeconds: minute, mostSeconds: hour },
} satisfies Record<string, RateLimit>;

/** Counts a mail against its address. @returns whether it may be sent */
export async function addressAdmits(ctx: WorkContext, budget: NonNullable<MailBudget>, to: string): Promise<boolean> {
  return (await admit(ctx, [{ key: `mail ${budget} ${to}`, ...perAddress[budget] }])).ok;
}

/**
 * Counts a mail against whoever causes it, known by what is given: called before one is queued that goes to an address
 * that they have typed.
 *
 * @param path the input that the refusal belongs to.
 * @throws too_many_attempts, with the time to wait. It says nothing about the address.
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
  if (!admission.ok) refuseForNow(admission.waitSeconds, "Too many mails were requested. Try again later.", path);
}
