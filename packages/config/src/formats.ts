import { isIP } from "node:net";
import { DatabaseUrlError, parseDatabaseUrl, urlsOfHosts } from "@waybill/postgres/database-url";
import { z } from "zod";
import { encodePassword, hasUnencoded, isNetwork, ownNetworks, plainAddress } from "./addresses.ts";

// The formats of settings: Zod schemas of single values.

/** A boolean. */
export const flag = z
  .enum(["true", "false", "1", "0"], "give true or false")
  .transform((value) => value === "true" || value === "1");

/** A number of seconds. */
export const seconds = z.coerce.number().int().positive();

/** A positive number. */
export const count = z.coerce.number().int().min(1).max(1_000_000);

/** A listening address. */
export const listenAddress = z
  .string()
  .refine((host) => isIP(plainAddress(host)) > 0 || /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i.test(host), {
    message:
      "give an address of this machine: 127.0.0.1 to be reached only from this machine, 0.0.0.0 from every network",
  })
  .transform(plainAddress);

/** Networks of trusted proxies: none, the private networks, or a list. */
export const proxies = z.string().transform((text, ctx): readonly string[] => {
  if (["false", "0"].includes(text)) return [];
  if (["true", "1"].includes(text)) return ownNetworks;
  const networks = text.split(",").map((part) => part.trim());
  if (networks.every(isNetwork)) return networks;
  const message = "give true, false, or the proxies' addresses, such as 10.0.0.5,192.0.2.0/24";
  ctx.addIssue({ code: "custom", message });
  return z.NEVER;
});

/** An HTTP URL of a service. */
export const webUrl = z.url({ protocol: /^https?$/ });

/** A URL with scheme, host and port only. */
export const origin = z.string().transform((text, ctx) => {
  const { success, data } = webUrl.safeParse(text);
  const url = success ? URL.parse(data) : null;
  if (url && url.href === `${url.origin}/`) return url.origin;
  const message = "give only scheme, host and port, such as https://desk.example.com: no path, query or credentials";
  ctx.addIssue({ code: "custom", message });
  return z.NEVER;
});

/** The URL of a database, with one or several hosts: `postgres://user:password@host1:5432,host2:5432/database`. */
export const databaseUrl = z.string().superRefine((url, ctx) => {
  const message = databaseUrlFault(url);
  if (message) ctx.addIssue({ code: "custom", message });
});

/** The problem of a database URL, without the URL itself; null if there is none. */
function databaseUrlFault(url: string): string | null {
  if (hasUnencoded(url)) return encodePassword;
  const one = z.url({ protocol: /^postgres(ql)?$/ });
  if (!urlsOfHosts(url).every((part) => one.safeParse(part).success && URL.canParse(part))) {
    return "give a URL, such as postgres://user:password@host:5432/database";
  }
  try {
    parseDatabaseUrl(url);
    return null;
  } catch (error) {
    if (error instanceof DatabaseUrlError) return error.message;
    throw error;
  }
}

/** The URL of a mail server. */
export const mailUrl = z.string().superRefine((url, ctx) => {
  const { success } = z.url({ protocol: /^smtps?$/ }).safeParse(url);
  if (success && !hasUnencoded(url)) return;
  const message = hasUnencoded(url) ? encodePassword : "give a URL, such as smtp://user:password@host:587";
  ctx.addIssue({ code: "custom", message });
});

/** A day (its start in UTC) or a moment. */
export const moment = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error: "give a day, such as 2027-01-31, or a moment, such as 2027-01-31T08:00:00Z",
  })
  .transform((text) => new Date(text));

/** A retention time in days; 0 is forever. @param min the shortest retention time */
export const daysKept = (min: number) =>
  z.coerce
    .number()
    .int()
    .max(36_500)
    .refine((days) => days === 0 || days >= min, { message: `give 0, forever, or ${min} days or more` });

/** Names of modules, separated by commas or spaces. An empty value means no modules. */
export const names = z.string().transform((text): readonly string[] => text.split(/[\s,]+/).filter(Boolean));

const mailAddress = z.email({ pattern: z.regexes.unicodeEmail });

/** A sender: an email address, or a name and the address in angle brackets. */
export const sender = z.string().refine(
  (text) => {
    const [, bracketed] = /^[^<>\r\n]*<([^<>]*)>$/.exec(text) ?? [];
    return mailAddress.safeParse(bracketed ?? text).success;
  },
  { message: "give an email address, such as Waybill <no-reply@example.com>" },
);

/** The minimum length of a secret. */
export const minSecretLength = 32;

/** Several secrets, separated by spaces. */
export const secrets = z
  .string()
  .transform((text): readonly string[] => text.split(/\s+/).filter(Boolean))
  .refine((all) => all.every((one) => one.length >= minSecretLength), {
    message: `give secrets of ${minSecretLength} characters or more, separated by spaces`,
  });
