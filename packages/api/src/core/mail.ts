import type { z } from "zod";
import type { TenantContext, WorkContext } from "./context.ts";

/** The content of a mail, sent as text and HTML. */
export interface MailContent {
  subject: string;
  greeting: string;
  lines: string[];
  action?: { label: string; url: string };
  footer: string;
}

/** A mail to send, or the reason why there is none: its subject was deleted. */
export type ComposedMail = (MailContent & { to: string }) | { unsent: string };

/**
 * The rate limit of an address that a mail counts against: `access` for mails of the sign-in, `contact` for other mails
 * that a stranger can cause, so that a flood of one kind does not block the other. Null for mails that only the recipient
 * or the installation can cause, which are always sent.
 */
export type MailBudget = "access" | "contact" | null;

/** A kind of mail. Made by {@link defineMail} or {@link defineTenantMail}. */
export interface MailDefinition<Input = unknown> {
  /** Stable: queued mails refer to it across deployments. */
  name: string;
  input: z.ZodType<Input>;
  budget: MailBudget;
  /** Whether it belongs to a tenant. */
  ofTenant: boolean;
  /** Bivariant, so that all definitions fit one list. */
  compose(ctx: WorkContext, input: Input): Promise<ComposedMail>;
  /** Records, for people, that it could not be delivered. @param reason for people */
  undelivered?(ctx: WorkContext, input: Input, reason: string): Promise<void>;
}

/**
 * Declares a kind of mail outside of tenants.
 *
 * @param definition.input ids that find the recipient and the subject, nothing else: it is readable to operators and in
 *   dumps.
 * @param definition.budget the rate limit; `contact` by default.
 * @param definition.compose writes the mail, in the worker at each attempt, in a short transaction that ends before the
 *   mail is sent.
 */
export function defineMail<Input>(definition: {
  name: string;
  input: z.ZodType<Input>;
  budget?: MailBudget;
  compose: (ctx: WorkContext, input: Input) => Promise<ComposedMail>;
}): MailDefinition<Input> {
  return { budget: "contact", ofTenant: false, ...definition };
}

const isInTenant = (ctx: WorkContext): ctx is TenantContext => "tenant" in ctx;

/**
 * Declares a kind of mail of a tenant, composed inside the tenant.
 *
 * @param definition.undelivered records for the sender that the mail does not arrive.
 */
export function defineTenantMail<Input>({
  name,
  compose,
  undelivered,
  ...definition
}: {
  name: string;
  input: z.ZodType<Input>;
  budget?: MailBudget;
  compose: (ctx: TenantContext, input: Input) => Promise<ComposedMail>;
  undelivered?: (ctx: TenantContext, input: Input, reason: string) => Promise<void>;
}): MailDefinition<Input> {
  const tenantContextOf = (ctx: WorkContext): TenantContext => {
    if (!isInTenant(ctx)) throw new Error(`The mail ${name} is a tenant's, and was queued outside of one.`);
    return ctx;
  };
  return {
    budget: "contact",
    ...definition,
    name,
    ofTenant: true,
    compose: (ctx, given) => compose(tenantContextOf(ctx), given),
    ...(undelivered ? { undelivered: (ctx, given, reason) => undelivered(tenantContextOf(ctx), given, reason) } : {}),
  };
}
