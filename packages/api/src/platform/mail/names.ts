/** Longer texts are messages, and not names. */
const longest = 60;

/** Signs that are not seen, and can hide in the middle of a link. */
const unseen = /\p{Default_Ignorable_Code_Point}|\p{Cf}/gu;
/** Full stops of every script, as browsers read them in a domain (UTS 46), and what looks like one. */
const dots = /\u3002|\u06d4|\u0589|\u0701|\u0702|\ua4f8|\u2e33/gu;

/** What looks like a colon or a slash. */
const colons = /[\ua789\u02d0\u2236\u02f8\u05c3]/gu;
const slashes = /[\u2044\u2215\u29f8\u27cb]/gu;

/** A sign in brackets of whichever kind, as links are written that are to be read and not to be found: `evil[.]com`. */
const bracketed = / ?\p{Ps} ?(\.|:|\/|\/\/|:\/\/|@|at) ?\p{Pe} ?/giu;

/** What makes a name more than a name. */
const telltales = [
  /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u, // lines, and signs that turn the direction of what follows
  /[@<>]|\/\/|\\/u, // addresses, HTML
  /:\S/u, // a scheme
  /h\s*[tx*]\s*[tx*]\s*p|\bw\s*w\s*w/iu, // a scheme that is told and not written: `hxxp`
  /\S\.[\p{L}\p{N}][\p{L}\p{N}-]+/u, // a domain: what follows the full stop has two letters or more
  /[\p{L}\p{N}]\s+\.\s*[\p{L}\p{N}]/u, // a full stop that nobody sets behind a word
  /\d[\d\s().-]{5,}\d/u, // a number to call
] as const;

const ends =
  "com|net|org|io|info|biz|xyz|top|app|dev|shop|online|site|store|club|live|link|click|test|example|ru|cn|tk";
/** Ends of domains that people know by sight. */
const domainEnd = /^(?:com|net|org|io|info|biz|xyz|top|app|dev|shop|online|site|ru|cn|tk)(?![\p{L}\p{N}])/iu;
/** The same behind a sign that stands for a full stop. */
const markedEnd = /[\p{L}\p{N}]\s*[,·•∙⋅‧*_|;~^°]+\s*(?:com|net|org|io|biz|xyz|ru|cn|tk|test)(?![\p{L}\p{N}])/iu;

/** A full stop as a word between two others, whatever stands between them: `evil (dot) com`. */
const spelledDot =
  /[\p{L}\p{N}][\s\p{P}\p{S}]+(dot|d0t|punkt|punto|ponto|point|kropka|nokta|точка)[\s\p{P}\p{S}]+(\p{L}[\p{L}\p{N}-]*)/giu;
const knownEnd = new RegExp(`^(?:${ends})$`, "iu");

/**
 * Whether a full stop is told as a word. "Dot" is a name too: where it and what follows are written like names, only a
 * known end of a domain makes a domain of them.
 */
function hasSpelledDot(text: string): boolean {
  // Without brackets and blanks, a nickname does not look so: `evil(dot)bank`.
  if (/[\p{L}\p{N}]\p{Ps}(?:dot|punkt|punto|ponto|point)\p{Pe}[\p{L}\p{N}]/iu.test(text)) return true;
  return [...text.matchAll(spelledDot)].some(([, word = "", next = ""]) => {
    if (knownEnd.test(next)) return true;
    if (!/^d[o0]t$/i.test(word)) return false;
    const sameCase =
      [word, next].every((one) => one === one.toLowerCase()) || `${word}${next}` === `${word}${next}`.toUpperCase();
    return next.length > 1 && sameCase;
  });
}

/** Whether a text has a domain with blanks beside its full stops: `evil . com`. */
function hasSpacedDomain(text: string): boolean {
  const [first = "", ...others] = text.split(".");
  return others.some((part, index) => (index > 0 || first.trim() !== "") && domainEnd.test(part.trimStart()));
}

/** A text as its reader puts it together: signs by their meaning, and those in brackets as if they stood alone. */
const asRead = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(dots, ".")
    .replace(colons, ":")
    .replace(slashes, "/")
    .replace(/ {2,}/g, " ")
    .replace(bracketed, (_all, sign: string) => (/at/i.test(sign) ? "@" : sign));

/**
 * A name that may stand in a mail to somebody who does not know who chose it: people write into names what they want
 * strangers to read and follow.
 *
 * @returns null where it holds an address, a link, a domain, a number to call or a line break, in any disguise: then
 *   the mail says something neutral.
 */
export function nameForStrangers(name: string): string | null {
  const seen = name.replace(unseen, "");
  const harmless = [name, seen]
    .map(asRead)
    .every(
      (text) =>
        !hasSpacedDomain(text) &&
        !hasSpelledDot(text) &&
        !markedEnd.test(text) &&
        telltales.every((telltale) => !telltale.test(text)),
    );
  return harmless && seen.trim() !== "" && name.length <= longest ? name : null;
}
