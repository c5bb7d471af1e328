/** Longer texts are messages, and not names. */
const longest = 60;

/** Signs that are not seen, and can hide in the middle of a link. */
const unseen = /\p{Default_Ignorable_Code_Point}|\p{Cf}/gu;
/** Full stops of every script, as browsers read them in a domain (UTS 46), and what looks like one. */
const dots = /\u3002|\u06d4|\u0589|\u0701|\u0702|\ua4f8|\u2e33/gu;

/** What makes a name more than a name. */
const telltales = [
  /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u, // lines, and signs that turn the direction of what follows
  /[@<>]|\/\/|\\/u, // addresses, HTML
  /:\S/u, // a scheme
  /http|\bwww/iu,
  /\S\.[\p{L}\p{N}][\p{L}\p{N}-]+/u, // a domain: what follows the full stop has two letters or more
  /\d[\d\s().-]{5,}\d/u, // a number to call
] as const;

/** Ends of domains that people know by sight. */
const domainEnd = /^(?:com|net|org|io|info|biz|xyz|top|app|dev|shop|online|site|ru|cn|tk)(?![\p{L}\p{N}])/iu;

/** Whether a text has a domain with blanks beside its full stops: `evil . com`. */
function hasSpacedDomain(text: string): boolean {
  const [first = "", ...others] = text.split(".");
  return others.some((part, index) => (index > 0 || first.trim() !== "") && domainEnd.test(part.trimStart()));
}

/**
 * A name that may stand in a mail to somebody who does not know who chose it: people write into names what they want
 * strangers to read and follow.
 *
 * @returns null where it holds an address, a link, a domain, a number to call or a line break, in any disguise: then
 *   the mail says something neutral.
 */
export function nameForStrangers(name: string): string | null {
  const plain = name.normalize("NFKC").replace(dots, ".");
  const seen = plain.replace(unseen, "");
  const harmless = [plain, seen].every(
    (text) => !hasSpacedDomain(text) && telltales.every((telltale) => !telltale.test(text)),
  );
  return harmless && seen.trim() !== "" && name.length <= longest ? name : null;
}
