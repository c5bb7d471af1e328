import type { z } from "zod";
import type { TenantContext, WorkContext } from "./context.ts";

/** What a mail says. It is sent as text and as HTML. */
export interface MailContent {
  subject: string;
  greeting: string;
  lines: string[];
  action?: { label: string; url: string };
  footer: string;
}

/** A mail that can be sent, or the reason why there is none to send: its subject is gone. */
export type ComposedMail = (MailContent & { to: string }) | { unsent: string };

/**
 * Which of an address's budgets a mail is taken from. `access` is for mails that let somebody into their account,
 * `contact` for every other one that a stranger can cause: a flood of one kind does not keep the other away. Null is for
 * mails that nobody but their reader, or the installation itself, can cause; those are always sent.
 */
export type MailBudget = "access" | "contact" | null;

/** A kind of mail. Made by {@link defineMail} or {@link defineTenantMail}. */
export interface MailDefinition<Input = unknown> {
  /** Stable: a queued mail finds its code by it after a deployment. */
  name: string;
  input: z.ZodType<Input>;
  budget: MailBudget;
  /** Whether it is composed inside a tenant. */
  ofTenant: boolean;
  /** Bivariant, so that definitions of any input fit one list. */
  compose(ctx: WorkContext, input: Input): Promise<ComposedMail>;
  /** Notes where people see it that it could not be delivered. @param reason in words */
  undelivered?(ctx: WorkContext, input: Input, reason: string): Promise<void>;
}

/**
 * Declares a kind of mail that belongs to no tenant.
 *
 * @param definition.input what is queued. It finds the recipient and the subject (ids), and holds nothing else: the
 *   queue is readable to operators, and in every dump.
 * @param definition.budget which of the address's budgets it is taken from; `contact` where left out.
 * @param definition.compose finds the recipient and writes the mail, links included, in the worker when the mail is
 *   delivered: in a short transaction, which has ended when the mail is sent. A mail that is tried again is composed
 *   anew.
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
 * Declares a kind of mail of a tenant: its job is the tenant's, and it is composed inside the tenant.
 *
 * @param definition.undelivered called once it is clear that the mail does not arrive: notes that where who caused it
 *   sees it.
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
