import { describe, expect, test } from "vitest";
import { nameForStrangers } from "./names.ts";

describe("a name in a mail to a stranger", () => {
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
    "Northwind Supplies GmbH & Co. KG",
    "Marks & Spencer",
    "Mærsk A/S",
    "7-Eleven",
    "Studio 54",
    "L'Oréal (Paris)",
    "👩\u200d🚀 Space Ltd.",
  ])("stays: %s", (name) => {
    expect(nameForStrangers(name)).toBe(name);
  });

  test.each([
    ["an address of mail", "call me@evil.test"],
    ["one with other signs", "me＠evil．test"],
    ["a link", "http://evil.test/x"],
    ["a link of any scheme", "tel:+49123 or javascript:alert(1)"],
    ["a link without a domain", "https evil"],
    ["a beginning of a link", "//evil"],
    ["www", "Visit WWW.evil"],
    ["a bare domain", "Win at evil.test"],
    ["a domain with more parts", "a.b.evil-shop.co.uk now"],
    ["a domain at the end of a sentence", "You won. See evil.com."],
    ["a domain with a blank", "evil .com"],
    ["a domain with another blank", "evil. com"],
    ["a domain with an ideographic full stop", "evil。com"],
    ["a domain with a half-width full stop", "evil｡com"],
    ["a domain with a full-width full stop", "evil．com"],
    ["a domain with a one dot leader", "evil․com"],
    ["a domain with an Arabic full stop", "evil۔com"],
    ["a domain in full-width letters", "ｅｖｉｌ．ｃｏｍ"],
    ["a domain in Cyrillic", "еvіl.соm"],
    ["a domain of an emoji", "💩.la"],
    ["an international domain", "xn--e1awd7f.xn--p1ai"],
    ["a domain with a sign in it that is not seen", "evil\u200b.\u200bcom"],
    ["a domain with a soft hyphen", "evil.c\u00adom"],
    ["an address of a machine", "192.168.17.1"],
    ["a line break", "Ada\nYour account is locked"],
    ["a carriage return", "Ada\rBcc: x"],
    ["a line separator", "Ada\u2028Your account"],
    ["a next line", "Ada\u0085Your account"],
    ["a NUL", "Ada\u0000"],
    ["letters that are turned around", "\u202emoc.live"],
    ["HTML", "<b>Ada</b>"],
    ["a number to call", "Bank, call 0900 123 456"],
    ["nothing that is seen", "\u200b\u200b"],
    ["a whole message", "Your payment has failed and your account will be closed today unless you act"],
  ])("gives way where it holds %s", (_, name) => {
    expect(nameForStrangers(name)).toBeNull();
  });
});
