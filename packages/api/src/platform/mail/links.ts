import { createHmac, timingSafeEqual } from "node:crypto";
import { publicUrl, type Settings } from "@waybill/config";
import { newId } from "@waybill/db";
import { mailLinks } from "@waybill/db/mail";
import { and, desc, eq, gt, lt, sql } from "drizzle-orm";
import type { z } from "zod";
import { keyFor, keysFor, refuse, type WorkContext } from "../../core/index.ts";

/** What a mailed link is for. Its secret names it: the secret of one purpose is worth nothing for another. */
export type LinkPurpose = "change_email" | "invitation" | "reset_password" | "sign_in" | "sign_up" | "undo_email";

/**
 * The secret of a mailed link: HMAC-SHA-256 over its purpose and the id of its row, base64url. It is derived when the
 * mail is written and when the link is followed, and kept nowhere; a mail that is tried again has the same link.
 */
export const linkSecret = (settings: Settings, purpose: LinkPurpose, id: string): string =>
  secretBy(keyFor(settings, "links in mail"), purpose, id);

const secretBy = (key: Buffer, purpose: LinkPurpose, id: string): string =>
  createHmac("sha256", key).update(`${purpose}\n${id}`).digest("base64url");

/** Whether a secret is the one of the row, by a key of now or of before. Takes the same time for every wrong one. */
export function isLinkSecret(settings: Settings, purpose: LinkPurpose, id: string, secret: string): boolean {
  const given = Buffer.from(secret);
  return keysFor(settings, "links in mail")
    .map((key) => Buffer.from(secretBy(key, purpose, id)))
    .some((right) => right.length === given.length && timingSafeEqual(right, given));
}

/** How long a link works that lets somebody into their account, at the least. */
export const accessLinkSeconds = 30 * 60;

/** A kind of link that is mailed to an address, works once and expires. */
export interface MailLink<Data> {
  purpose: LinkPurpose;
  /** The page that it leads to, which gets it as `token`. */
  page: string;
  lifetimeSeconds: number;
  /** What its row keeps besides. Never a secret. */
  data: z.ZodType<Data>;
}

/** Declares a kind of link. */
export const defineLink = <Data>(link: MailLink<Data>): MailLink<Data> => link;

/** A link that works. */
export interface LiveLink<Data> {
  id: string;
  /** Where it is mailed to. Whoever follows it has this mailbox. */
  email: string;
  /** Whose account it is about, where that was known when it was made. */
  userId: string | null;
  data: Data;
  createdAt: Date;
}

/** Makes a link, to be mailed by a mail whose input is the link's id. @returns the id, which opens nothing */
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

function read<Data>(link: MailLink<Data>, row: typeof mailLinks.$inferSelect): LiveLink<Data> {
  const { id, email, userId, data, createdAt } = row;
  return { id, email, userId, data: link.data.parse(data), createdAt };
}

/**
 * For the mail that carries a link: the link with its address.
 *
 * @param id what {@link newLink} returned.
 * @returns null where it was used meanwhile, replaced, or is too old: then there is nothing to send.
 */
export async function linkToMail<Data>(
  { db, settings }: WorkContext,
  link: MailLink<Data>,
  id: string,
): Promise<(LiveLink<Data> & { url: string }) | null> {
  const [row] = await db.select().from(mailLinks).where(alive(link, id));
  if (!row) return null;
  const url = `${publicUrl(settings)}${link.page}?token=${id}.${linkSecret(settings, link.purpose, id)}`;
  return { ...read(link, row), url };
}

/** What a mail says that has nothing to send. */
export const linkIsGone = { unsent: "Its link has been used or replaced, or has expired." };

const tokenFormat = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([\w-]{43})$/;

/** The row's id out of a token whose secret is right; null for every other. */
function genuineId(settings: Settings, purpose: LinkPurpose, token: string): string | null {
  const [, id = "", secret = ""] = tokenFormat.exec(token) ?? [];
  return isLinkSecret(settings, purpose, id, secret) ? id : null;
}

/** Whether a link's token was made here. Whether it still works, the database knows. */
export const isGenuineToken = (settings: Settings, { purpose }: { purpose: LinkPurpose }, token: unknown): boolean =>
  typeof token === "string" && genuineId(settings, purpose, token) !== null;

/** Refuses a link that does not work. One answer for all reasons. */
export function refuseLink(): never {
  refuse({
    path: ["token"],
    code: "invalid",
    message: "This link has already been used or has expired. Request a new one.",
  });
}

/** Looks at a link and leaves it as it is: programs that look into mails follow links. @throws invalid at `token` */
export async function peekLink<Data>(
  { db, settings }: WorkContext,
  link: MailLink<Data>,
  token: string,
): Promise<LiveLink<Data>> {
  const id = genuineId(settings, link.purpose, token);
  const [row] = id ? await db.select().from(mailLinks).where(alive(link, id)) : [];
  return row ? read(link, row) : refuseLink();
}

/**
 * Uses a link up, as {@link redeemLink} does.
 *
 * @returns null where it does not work.
 */
export async function useLink<Data>(
  { db, settings }: WorkContext,
  link: MailLink<Data>,
  token: string,
): Promise<LiveLink<Data> | null> {
  const id = genuineId(settings, link.purpose, token);
  const [row] = id ? await db.delete(mailLinks).where(alive(link, id)).returning() : [];
  if (!row) return null;
  await db.delete(mailLinks).where(and(eq(mailLinks.email, row.email), eq(mailLinks.purpose, link.purpose)));
  return read(link, row);
}

/**
 * Uses a link up, and every other of its purpose that was mailed to the same address. Of two who use it at the same
 * time, one is refused. It is unused again where the transaction rolls back.
 *
 * @throws invalid at `token`
 */
export async function redeemLink<Data>(ctx: WorkContext, link: MailLink<Data>, token: string): Promise<LiveLink<Data>> {
  return (await useLink(ctx, link, token)) ?? refuseLink();
}

/** Takes back every link of a purpose that is about somebody's account. */
export async function dropLinksOf<Data>(
  { db }: WorkContext,
  { purpose }: MailLink<Data>,
  userId: string,
): Promise<void> {
  await db.delete(mailLinks).where(and(eq(mailLinks.userId, userId), eq(mailLinks.purpose, purpose)));
}

/** Takes back every link of a purpose that was mailed to an address. */
export async function dropLinksTo<Data>(
  { db }: WorkContext,
  { purpose }: MailLink<Data>,
  email: string,
): Promise<void> {
  await db.delete(mailLinks).where(and(eq(mailLinks.email, email), eq(mailLinks.purpose, purpose)));
}

/** The newest link of a purpose that is about somebody's account and still works. */
export async function newestLinkOf<Data>(
  { db }: WorkContext,
  link: MailLink<Data>,
  userId: string,
): Promise<LiveLink<Data> | null> {
  const [row] = await db
    .select()
    .from(mailLinks)
    .where(and(eq(mailLinks.userId, userId), eq(mailLinks.purpose, link.purpose), gt(mailLinks.expiresAt, sql`now()`)))
    .orderBy(desc(mailLinks.id))
    .limit(1);
  return row ? read(link, row) : null;
}

/** Takes a link back that nobody shall use. */
export async function dropLink({ db }: WorkContext, id: string): Promise<void> {
  await db.delete(mailLinks).where(eq(mailLinks.id, id));
}

/** Removes links that expired more than a day ago. */
export async function removeExpiredLinks({ db }: WorkContext): Promise<void> {
  await db.delete(mailLinks).where(lt(mailLinks.expiresAt, sql`now() - interval '1 day'`));
}
