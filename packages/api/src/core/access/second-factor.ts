import type { TRPCError } from "@trpc/server";
import type { Settings } from "@waybill/config";
import type { SecondFactorState, WorkContext } from "../context.ts";
import { forbidden } from "../errors.ts";

/** The start of the installation's requirement of a second factor; null without one. */
export const installationRequiredFrom = (settings: Pick<Settings, "SECOND_FACTOR_REQUIRED_FROM">): Date | null =>
  settings.SECOND_FACTOR_REQUIRED_FROM ?? null;

const isOver = (from: Date | null, now: Date) => from !== null && from <= now;

/**
 * The second-factor requirement of a caller in a tenant: the earlier of the tenant's and the installation's.
 *
 * @param own.required whether the tenant's requirement has started.
 * @throws FORBIDDEN with `second_factor_required` if it has started and none was proved
 */
export function requireSecondFactor(
  { settings, clock }: Pick<WorkContext, "settings" | "clock">,
  tenant: string,
  own: { requiredFrom: Date | null; required: boolean; proved: boolean },
): SecondFactorState {
  const { requiredFrom: ownFrom, required, proved } = own;
  const from = installationRequiredFrom(settings);
  if (required && !proved) throw requiredBy("tenant", tenant);
  if (isOver(from, clock.now()) && !proved) throw requiredBy("installation", tenant);
  const everywhere = from !== null && (ownFrom === null || from <= ownFrom);
  return { requiredFrom: everywhere ? from : ownFrom, ownFrom, everywhere, proved };
}

/**
 * @throws FORBIDDEN with `second_factor_required` if the installation's requirement has started and none was proved
 */
export function requireInstallationSecondFactor(settings: Settings, proved: boolean): void {
  if (!proved && isOver(installationRequiredFrom(settings), new Date())) throw requiredBy("installation");
}

function requiredBy(by: "tenant" | "installation", tenant?: string): TRPCError {
  const message = by === "tenant" ? `${tenant} requires a second factor.` : "Everyone needs a second factor here.";
  return forbidden({ code: "second_factor_required", message, params: { by, ...(tenant ? { tenant } : {}) } });
}
