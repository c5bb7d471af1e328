import { type Language, localeOf } from "@waybill/validators";
import type { z } from "zod";
import type { TenantContext, WorkContext } from "./context.ts";
import { type Catalogue, type Translate, type Tree, translateWith } from "./texts.ts";

/** The content of a mail, sent as text and HTML. */
export interface MailContent {
  subject: string;
  /** The recipient's name, for the salutation; null if it is unknown. */
  name: string | null;
  lines: string[];
  action?: { label: string; url: string };
  /** By default, that an unexpected mail can be ignored. */
  footer?: string;
}

/** Helpers of mail templates, in the language of the recipient. */
export interface MailWriter<Texts> {
  t: Translate<Texts>;
  /** A date and time, to the minute: in the tenant's time zone, or in UTC for a mail outside of tenants. */
  moment(at: Date): string;
}

/** A mail before it is written, or the reason why there is none: its subject was deleted. */
export type ComposedMail<Writer = Language> =
  | {
      to: string;
      /** The recipient's language, if the email address is not the one of their account. */
      language?: string | null;
      write(writer: Writer): MailContent;
    }
  | { unsent: string };

/**
 * The rate limit of an email address that a mail counts against: `access` for mails of the sign-in, `contact` for other
 * mails that a visitor can cause, so that a flood of one kind does not block the other. Null for mails that only the
 * recipient or the installation can cause, which are always sent.
 */
export type MailLimit = "access" | "contact" | null;

/** A kind of mail. Made by {@link defineMail} or {@link defineTenantMail}. */
export interface MailDefinition<Input = unknown> {
  /** Stable: queued mails refer to it across deployments. */
  name: string;
  input: z.ZodType<Input>;
  limit: MailLimit;
  /** Whether it belongs to a tenant. */
  ofTenant: boolean;
  /** Bivariant, so that all definitions fit one list. */
  compose(ctx: WorkContext, input: Input): Promise<ComposedMail>;
  /** Records, for people, that it could not be delivered. @param reason for people */
  undelivered?(ctx: WorkContext, input: Input, reason: string): Promise<void>;
}

/** The parts that all kinds of mail share. */
interface MailParts<Input, Texts> {
  name: string;
  input: z.ZodType<Input>;
  limit?: MailLimit;
  /** The texts of its module. */
  texts: Catalogue<Texts>;
}

/** A mail that is written with texts, as one that is written in a language. */
function inLanguages<Texts extends Tree>(
  composed: ComposedMail<MailWriter<Texts>>,
  texts: Catalogue<Texts>,
  timeZone: string,
): ComposedMail {
  if ("unsent" in composed) return composed;
  return {
    ...composed,
    write(language) {
      const format = new Intl.DateTimeFormat(localeOf[language], { dateStyle: "long", timeStyle: "short", timeZone });
      return composed.write({ t: translateWith(texts, language), moment: (at) => format.format(at) });
    },
  };
}

/**
 * Declares a kind of mail outside of tenants.
 *
 * @param definition.input ids that find the recipient and the subject, nothing else: it is readable to operators and in
 *   dumps.
 * @param definition.limit the rate limit; `contact` by default.
 * @param definition.texts the texts of its module.
 * @param definition.compose reads recipient and subject, in the worker at each attempt, in a short transaction that
 *   ends before the mail is sent. The mail is then written in the language of the recipient.
 */
export function defineMail<Input, const Texts extends Tree>({
  texts,
  compose,
  ...definition
}: MailParts<Input, Texts> & {
  compose: (ctx: WorkContext, input: Input) => Promise<ComposedMail<MailWriter<NoInfer<Texts>>>>;
}): MailDefinition<Input> {
  return {
    limit: "contact",
    ofTenant: false,
    ...definition,
    compose: async (ctx, given) => inLanguages(await compose(ctx, given), texts, "UTC"),
  };
}

const isInTenant = (ctx: WorkContext): ctx is TenantContext => "tenant" in ctx;

/**
 * Declares a kind of mail of a tenant, composed inside the tenant.
 *
 * @param definition.undelivered records for the sender that the mail does not arrive.
 */
export function defineTenantMail<Input, const Texts extends Tree>({
  name,
  texts,
  compose,
  undelivered,
  ...definition
}: MailParts<Input, Texts> & {
  compose: (ctx: TenantContext, input: Input) => Promise<ComposedMail<MailWriter<NoInfer<Texts>>>>;
  undelivered?: (ctx: TenantContext, input: Input, reason: string) => Promise<void>;
}): MailDefinition<Input> {
  const tenantContextOf = (ctx: WorkContext): TenantContext => {
    if (!isInTenant(ctx)) throw new Error(`The mail ${name} is a tenant's, and was queued outside of one.`);
    return ctx;
  };
  return {
    limit: "contact",
    ...definition,
    name,
    ofTenant: true,
    async compose(ctx, given) {
      const own = tenantContextOf(ctx);
      return inLanguages(await compose(own, given), texts, own.tenant.timeZone);
    },
    ...(undelivered ? { undelivered: (ctx, given, reason) => undelivered(tenantContextOf(ctx), given, reason) } : {}),
  };
}
