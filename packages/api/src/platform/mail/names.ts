/** Longer texts are messages, not names. */
const maxLength = 60;

/** Invisible characters that can hide in a link. */
const unseen = /\p{Default_Ignorable_Code_Point}|\p{Cf}/gu;
/** Full stops of every script, as browsers read them in a domain (UTS 46), and similar signs. */
const dots = /\u3002|\u06d4|\u0589|\u0701|\u0702|\ua4f8|\u2e33/gu;

/** Signs similar to colon and slash. */
const colons = /[\ua789\u02d0\u2236\u02f8\u05c3]/gu;
const slashes = /[\u2044\u2215\u29f8\u27cb]/gu;

/** A bracketed sign, as in disguised links: `evil[.]com`. */
const bracketed = / ?\p{Ps} ?(\.|:|\/|\/\/|:\/\/|@|at) ?\p{Pe} ?/giu;

/** Patterns that no name has. */
const telltales = [
  /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u, // lines, and direction controls
  /[@<>]|\/\/|\\/u, // email addresses, HTML
  /:\S/u, // a scheme
  /h\s*[tx*]\s*[tx*]\s*p|\bw\s*w\s*w/iu, // a disguised scheme: `hxxp`
  /\S\.[\p{L}\p{N}][\p{L}\p{N}-]+/u, // a domain with a top level of two letters or more
  /[\p{L}\p{N}]\s+\.\s*[\p{L}\p{N}]/u, // an unusual full stop inside a word
  /\d[\d\s().-]{5,}\d/u, // a phone number
] as const;

const ends =
  "com|net|org|io|info|biz|xyz|top|app|dev|shop|online|site|store|club|live|link|click|test|example|ru|cn|tk";
/** Well-known top-level domains. */
const domainEnd = /^(?:com|net|org|io|info|biz|xyz|top|app|dev|shop|online|site|ru|cn|tk)(?![\p{L}\p{N}])/iu;
/** The same after a sign for a full stop. */
const markedEnd = /[\p{L}\p{N}]\s*[,·•∙⋅‧*_|;~^°]+\s*(?:com|net|org|io|biz|xyz|ru|cn|tk|test)(?![\p{L}\p{N}])/iu;

/** A full stop as a word: `evil (dot) com`. */
const spelledDot =
  /[\p{L}\p{N}][\s\p{P}\p{S}]+(dot|d0t|punkt|punto|ponto|point|kropka|nokta|точка)[\s\p{P}\p{S}]+(\p{L}[\p{L}\p{N}-]*)/giu;
const knownEnd = new RegExp(`^(?:${ends})$`, "iu");

/**
 * Whether a full stop is written as a word. "Dot" is a name too: in name-like spelling, only a known top-level domain
 * counts.
 */
function hasSpelledDot(text: string): boolean {
  // Without brackets and blanks, a nickname looks different: `evil(dot)bank`.
  if (/[\p{L}\p{N}]\p{Ps}(?:dot|punkt|punto|ponto|point)\p{Pe}[\p{L}\p{N}]/iu.test(text)) return true;
  return [...text.matchAll(spelledDot)].some(([, word = "", next = ""]) => {
    if (knownEnd.test(next)) return true;
    if (!/^d[o0]t$/i.test(word)) return false;
    const sameCase =
      [word, next].every((one) => one === one.toLowerCase()) || `${word}${next}` === `${word}${next}`.toUpperCase();
    return next.length > 1 && sameCase;
  });
}

/** Whether a text has a domain with blanks around its full stops: `evil . com`. */
function hasSpacedDomain(text: string): boolean {
  const [first = "", ...others] = text.split(".");
  return others.some((part, index) => (index > 0 || first.trim() !== "") && domainEnd.test(part.trimStart()));
}

/** A text as read by a person: similar signs normalised, brackets removed. */
const asRead = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(dots, ".")
    .replace(colons, ":")
    .replace(slashes, "/")
    .replace(/ {2,}/g, " ")
    .replace(bracketed, (_all, sign: string) => (/at/i.test(sign) ? "@" : sign));

/**
 * A name that is safe in a mail to an unknown reader: people put messages and links into names.
 *
 * @returns null if it contains an email address, a link, a domain, a phone number or a line break, in any disguise; the
 *   mail then uses neutral text.
 */
export function nameForUnknownReader(name: string): string | null {
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
  return harmless && seen.trim() !== "" && name.length <= maxLength ? name : null;
}
