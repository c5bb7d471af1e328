import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nameForUnknownReader } from "./names.ts";

describe("a name in a mail to an unknown reader", () => {
  test.each([
    "Ada Lovelace",
    "Dr. J. R. R. Tolkien",
    "Anne-Marie O’Neill",
    "María José Ñúñez",
    "Łukasz Żółć",
    "山田 太郎",
    "ジョン・スミス",
    "Marcel·la Puig",
    "محمد علی",
    "نرم\u200cافزار", // a joiner that Persian is written with
    "A. B. Dot",
    "Dot Cotton",
    "Mary Dot Smith",
    "Dorothy (Dot) Smith",
    'Dorothy "Dot" Smith',
    "Anna Punkt",
    "Meeting Point Berlin",
    "Vista al Punto de Oro",
    "Net-a-Porter",
    "Comte de Saint-Germain",
    "Info Point (Nord)",
    "Test Ltd.",
    "Ada (at home)",
    "Ampère * Ohm",
    "Northwind Supplies GmbH & Co. KG",
    "Marks & Spencer",
    "Mærsk A/S",
    "7-Eleven",
    "Studio 54",
    "L'Oréal (Paris)",
    "👩\u200d🚀 Space Ltd.",
  ])("stays: %s", (name) => {
    expect(nameForUnknownReader(name)).toBe(name);
  });

  test.each([
    ["an email address", "call me@evil.test"],
    ["one with similar signs", "me＠evil．test"],
    ["a link", "http://evil.test/x"],
    ["a link of any scheme", "tel:+49123 or javascript:alert(1)"],
    ["a link without a domain", "https evil"],
    ["the beginning of a link", "//evil"],
    ["a spelt-out full stop in brackets, spelt like a name", "Evil(Dot)Bank"],
    ...[..."\u202a\u202e\u2066\u2069"].map((sign) => ["a sign that turns the direction", `Ada ${sign}Lovelace`]),
    ...[..."\u2044\u2215\u29f8\u27cb"].map((slash) => ["one with other slashes", `${slash}${slash}evil`]),
    ...[..."\ua789\u02d0\u2236\u02f8\u05c3"].map((colon) => ["a scheme with another colon", `javascript${colon}x`]),
    ["www", "Visit WWW.evil"],
    ["a bare domain", "Win at evil.test"],
    ["a domain with more parts", "a.b.evil-shop.co.uk now"],
    ["a domain at the end of a sentence", "You won. See evil.com."],
    ["a domain with a space", "evil .com"],
    ["a domain with another kind of space", "evil. com"],
    ["a domain with an ideographic full stop", "evil。com"],
    ["a domain with a half-width full stop", "evil｡com"],
    ["a domain with a full-width full stop", "evil．com"],
    ["a domain with a one dot leader", "evil․com"],
    ["a domain with an Arabic full stop", "evil۔com"],
    ["a domain in full-width letters", "ｅｖｉｌ．ｃｏｍ"],
    ["a domain in Cyrillic", "еvіl.соm"],
    ["a domain of an emoji", "💩.la"],
    ["an international domain", "xn--e1awd7f.xn--p1ai"],
    ["a domain with an invisible character", "evil\u200b.\u200bcom"],
    ["a domain with a soft hyphen", "evil.c\u00adom"],
    ["a domain with a bracketed full stop", "evil[.]test"],
    ["one with another kind of bracket", "evil { . } bank"],
    ["a spelt-out scheme", "hxxp evil"],
    ["a scheme with asterisks", "h**ps://evil"],
    ["a spelt-out full stop in brackets", "evil(dot)test"],
    ["one with spaces", "evil [dot] com"],
    ["a spelt-out full stop", "evil dot bank"],
    ["one in capitals", "EVIL DOT BANK"],
    ["one before a known top-level domain", "Evil Dot Com"],
    ["one in German", "evil Punkt com"],
    ["one between hyphens", "evil-dot-com"],
    ["an email address with a spelt-out sign", "ada (at) evil"],
    ["an email address spelt out in words", "ada at evil dot test"],
    ["a domain with a comma", "evil,com"],
    ["a domain with a middle dot", "evil·com"],
    ["a domain with a space before the full stop", "evil .bank"],
    ["www with spaces", "w w w evil"],
    ["colon and slashes of other alphabets", "evil꞉⁄⁄x"],
    ["an IP address", "192.168.17.1"],
    ["a line break", "Ada\nYour account is locked"],
    ["a carriage return", "Ada\rBcc: x"],
    ["a line separator", "Ada\u2028Your account"],
    ["a next-line character", "Ada\u0085Your account"],
    ["a NUL", "Ada\u0000"],
    ["reversed letters", "\u202emoc.live"],
    ["HTML", "<b>Ada</b>"],
    ["a phone number", "Bank, call 0900 123 456"],
    ["only invisible characters", "\u200b\u200b"],
    ["a whole message", "Your payment has failed and your account will be closed today unless you act"],
  ])("is replaced if it contains %s", (_, name) => {
    expect(nameForUnknownReader(name)).toBeNull();
  });
});

describe("any disguised email address", () => {
  const label = fc.string({ unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz"), minLength: 2, maxLength: 10 });
  const end = fc.constantFrom("com", "net", "org", "test", "ru", "shop", "example", "bank", "zip", "de");
  const knownEnd = fc.constantFrom("com", "net", "org", "test", "ru");
  const blank = fc.constantFrom("", " ", "  ", "\u00a0", "\u200b");
  const brackets = fc.constantFrom("[]", "()", "{}", "（）", "［］", "【】", "⟨⟩");
  const dot = fc.constantFrom("dot", "dot", "d0t");

  const inBrackets = fc
    .tuple(label, end, brackets, fc.constantFrom(".", "．", "。"), fc.tuple(blank, blank, blank, blank))
    .map(([name, top, [open, close], sign, [a, b, c, d]]) => `${name}${a}${open}${b}${sign}${c}${close}${d}${top}`);
  const asWord = fc
    .tuple(
      label,
      end,
      dot,
      fc.constantFrom(" ", "-", "_", " - ", "*", " (", ") "),
      fc.constantFrom(" ", "-", ") ", "*"),
    )
    .map(([name, top, word, before, after]) => `${name}${before}${word}${after}${top}`);
  const asWordBeforeKnownEnd = fc
    .tuple(label, knownEnd, fc.constantFrom("Dot", "DOT", "Punkt", "punto", "Point", "точка"), fc.boolean())
    .map(([name, top, word, capital]) => `${name} ${word} ${capital ? top.toUpperCase() : top}`);
  const scheme = fc
    .tuple(fc.constantFrom("hxxp", "hXXps", "h**p", "htxp", "h t t p", "hxxp[:]//"), label)
    .map(([how, name]) => `${how} ${name}`);
  const mail = fc
    .tuple(label, brackets, blank, label)
    .map(([name, [open, close], space, host]) => `${name}${space}${open}at${close}${space}${host}`);
  const marked = fc
    .tuple(label, fc.constantFrom(",", "·", "•", "*", "_", "|", ";", " , "), knownEnd)
    .map(([name, sign, top]) => `${name}${sign}${top}`);
  const around = fc.tuple(fc.constantFrom("", "Visit ", "Ada, "), fc.constantFrom("", " now", "!"));

  test("is replaced, with any combination of disguises", () => {
    const any = fc.oneof(inBrackets, asWord, asWordBeforeKnownEnd, scheme, mail, marked);
    fc.assert(
      fc.property(any, around, (address, [before, after]) => {
        expect(nameForUnknownReader(`${before}${address}${after}`)).toBeNull();
      }),
      { numRuns: 3000, seed: 8 },
    );
  });

  test("is distinguished from names of people and companies, with initials, nicknames and titles", () => {
    const given = fc.constantFrom("Ada", "Mary", "Dot", "José", "Anne-Marie", "Łukasz", "D'Arcy", "Jean-Luc", "Ngọc");
    const family = fc.constantFrom("Smith", "Dot", "Punkt", "Point", "Li", "O’Neill", "van der Berg", "Netzer", "Ng");
    const middle = fc.constantFrom("", "B. ", "J. R. R. ", "(Dot) ", '"Dot" ', "Dot ", "de la ", "(Al) ");
    const title = fc.constantFrom("", "Dr. ", "Prof. Dr. ", "St. ");
    const suffix = fc.constantFrom("", " Jr.", " & Co. KG", ", Inc.", " Ltd.", " (Paris)", " GmbH", " e. V.", " S.A.");
    fc.assert(
      fc.property(title, given, middle, family, suffix, (...parts) => {
        const name = `${parts[0]}${parts[1]} ${parts[2]}${parts[3]}${parts[4]}`;
        expect(nameForUnknownReader(name)).toBe(name);
      }),
      { numRuns: 2000, seed: 9 },
    );
  });
});
