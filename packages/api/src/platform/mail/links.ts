import { createHmac, timingSafeEqual } from "node:crypto";
import { publicUrl, type Settings } from "@waybill/config";
import { newId } from "@waybill/db";
import { mailLinks } from "@waybill/db/mail";
import { accessLinkMinutes } from "@waybill/validators/thresholds";
import { and, desc, eq, gt, lt, sql } from "drizzle-orm";
import type { z } from "zod";
import { derivedKey, derivedKeys, refuse, type WorkContext } from "../../core/index.ts";

/** The purpose of a mailed link, part of its secret: a secret is valid for one purpose only. */
export type LinkPurpose = "change_email" | "invitation" | "reset_password" | "sign_in" | "sign_up" | "undo_email";

/**
 * The secret of a mailed link: HMAC-SHA-256 of its purpose and row id, base64url. Derived when needed and stored
 * nowhere; a retried mail has the same link.
 */
export const linkSecret = (settings: Settings, purpose: LinkPurpose, id: string): string =>
  secretBy(derivedKey(settings, "links in mail"), purpose, id);

const secretBy = (key: Buffer, purpose: LinkPurpose, id: string): string =>
  createHmac("sha256", key).update(`${purpose}\n${id}`).digest("base64url");

/** Verifies a secret with the current and former keys, in constant time. */
export function isLinkSecret(settings: Settings, purpose: LinkPurpose, id: string, secret: string): boolean {
  const given = Buffer.from(secret);
  return derivedKeys(settings, "links in mail")
    .map((key) => Buffer.from(secretBy(key, purpose, id)))
    .some((right) => right.length === given.length && timingSafeEqual(right, given));
}

/** The minimum lifetime of a link that gives access to an account. */
export const accessLinkSeconds = accessLinkMinutes * 60;

/** A kind of mailed link that works once and expires. */
export interface MailLink<Data> {
  purpose: LinkPurpose;
  /** Its page, which gets the `token`. */
  page: string;
  lifetimeSeconds: number;
  /** Its stored data. Never a secret. */
  data: z.ZodType<Data>;
}

/** The lifetime of a kind of link, for the text of its mail. */
export const lifetimeOf = ({ lifetimeSeconds }: Pick<MailLink<unknown>, "lifetimeSeconds">) => ({
  minutes: lifetimeSeconds / 60,
  hours: lifetimeSeconds / 3600,
  days: lifetimeSeconds / 86_400,
});

/** Defines a kind of link. */
export const defineLink = <Data>(link: MailLink<Data>): MailLink<Data> => link;

/** A valid link. */
export interface ValidLink<Data> {
  id: string;
  /** Its recipient. The use of the link proves access to this mailbox. */
  email: string;
  /** Its account, if known when it was created. */
  userId: string | null;
  data: Data;
  createdAt: Date;
}

/** Creates a link for a mail whose input is the link's id. @returns the id, which gives no access */
export async function newLink<Data>(
  { db }: WorkContext,
  { purpose, lifetimeSeconds, data }: MailLink<Data>,
  { email, userId, ...values }: { email: string; userId?: string; data: NoInfer<Data> },
): Promise<string> {
  const id = newId();
  const expiresAt = sql`now() + make_interval(secs => ${lifetimeSeconds})`;
  await db.insert(mailLinks).values({ id, purpose, email, userId, data: data.parse(values.data), expiresAt });
  return id;
}

const alive = <Data>({ purpose }: MailLink<Data>, id: string) =>
  and(eq(mailLinks.id, id), eq(mailLinks.purpose, purpose), gt(mailLinks.expiresAt, sql`now()`));

function read<Data>(link: MailLink<Data>, row: typeof mailLinks.$inferSelect): ValidLink<Data> {
  const { id, email, userId, data, createdAt } = row;
  return { id, email, userId, data: link.data.parse(data), createdAt };
}

/**
 * The link with its URL, for the mail.
 *
 * @param id from {@link newLink}.
 * @returns null if it was used, replaced or has expired: nothing to send.
 */
export async function linkToMail<Data>(
  { db, settings }: WorkContext,
  link: MailLink<Data>,
  id: string,
): Promise<(ValidLink<Data> & { url: string }) | null> {
  const [row] = await db.select().from(mailLinks).where(alive(link, id));
  if (!row) return null;
  const url = `${publicUrl(settings)}${link.page}?token=${id}.${linkSecret(settings, link.purpose, id)}`;
  return { ...read(link, row), url };
}

/** The result of a mail without a valid link. */
export const noValidLink = { unsent: "The link in this email has been used or replaced, or has expired." };

const tokenFormat = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([\w-]{43})$/;

/** The row id of a valid token, otherwise null. */
function genuineId(settings: Settings, purpose: LinkPurpose, token: string): string | null {
  const [, id = "", secret = ""] = tokenFormat.exec(token) ?? [];
  return isLinkSecret(settings, purpose, id, secret) ? id : null;
}

/** Whether a token is genuine. The database knows whether it is still valid. */
export const isGenuineToken = (settings: Settings, { purpose }: { purpose: LinkPurpose }, token: unknown): boolean =>
  typeof token === "string" && genuineId(settings, purpose, token) !== null;

/** Refuses an invalid link. One answer for all reasons. */
export function refuseLink(): never {
  refuse({
    path: ["token"],
    code: "invalid",
    message: "This link has already been used or has expired. Request a new one.",
  });
}

/** Reads a link without using it up, since programs that scan mail follow links. @throws invalid at `token` */
export async function peekLink<Data>(
  { db, settings }: WorkContext,
  link: MailLink<Data>,
  token: string,
): Promise<ValidLink<Data>> {
  const id = genuineId(settings, link.purpose, token);
  const [row] = id ? await db.select().from(mailLinks).where(alive(link, id)) : [];
  return row ? read(link, row) : refuseLink();
}

/** Uses a link up, like {@link redeemLink}. @returns null if it is invalid. */
export async function useLink<Data>(
  { db, settings }: WorkContext,
  link: MailLink<Data>,
  token: string,
): Promise<ValidLink<Data> | null> {
  const id = genuineId(settings, link.purpose, token);
  const [row] = id ? await db.delete(mailLinks).where(alive(link, id)).returning() : [];
  if (!row) return null;
  await db.delete(mailLinks).where(and(eq(mailLinks.email, row.email), eq(mailLinks.purpose, link.purpose)));
  return read(link, row);
}

/**
 * Uses a link up, with all others of its purpose for the email address. Of two concurrent uses, one is refused. A
 * rollback restores it.
 *
 * @throws invalid at `token`
 */
export async function redeemLink<Data>(
  ctx: WorkContext,
  link: MailLink<Data>,
  token: string,
): Promise<ValidLink<Data>> {
  return (await useLink(ctx, link, token)) ?? refuseLink();
}

/** Revokes all links of a purpose for an account. */
export async function removeLinksOf<Data>(
  { db }: WorkContext,
  { purpose }: MailLink<Data>,
  userId: string,
): Promise<void> {
  await db.delete(mailLinks).where(and(eq(mailLinks.userId, userId), eq(mailLinks.purpose, purpose)));
}

/** Revokes all links of a purpose for an email address. */
export async function removeLinksTo<Data>(
  { db }: WorkContext,
  { purpose }: MailLink<Data>,
  email: string,
): Promise<void> {
  await db.delete(mailLinks).where(and(eq(mailLinks.email, email), eq(mailLinks.purpose, purpose)));
}

/** The newest valid link of a purpose for an account. */
export async function newestLinkOf<Data>(
  { db }: WorkContext,
  link: MailLink<Data>,
  userId: string,
): Promise<ValidLink<Data> | null> {
  const [row] = await db
    .select()
    .from(mailLinks)
    .where(and(eq(mailLinks.userId, userId), eq(mailLinks.purpose, link.purpose), gt(mailLinks.expiresAt, sql`now()`)))
    .orderBy(desc(mailLinks.id))
    .limit(1);
  return row ? read(link, row) : null;
}

/** Revokes a link. */
export async function removeLink({ db }: WorkContext, id: string): Promise<void> {
  await db.delete(mailLinks).where(eq(mailLinks.id, id));
}

/** Removes links that expired more than a day ago. */
export async function removeExpiredLinks({ db }: WorkContext): Promise<void> {
  await db.delete(mailLinks).where(lt(mailLinks.expiresAt, sql`now() - interval '1 day'`));
}
