import { describe, expect, test } from "vitest";
import { ratePassword } from "./passwords.ts";

const context = ["Ada Lovelace", "ada.lovelace@example.test", "Northwind Supplies"];
const refusal = (password: string) => ratePassword(password, context).refusal;

describe("a password is refused", () => {
  test.each(["password12", "1234567890", "qwertyuiop", "iloveyou123", "administrator", "1q2w3e4r5t6y"])(
    "if it is common: %s",
    (password) => {
      expect(refusal(password)).toMatch(/common/);
    },
  );

  test.each(["Passw0rd!!", "Summer2024!", "letmein12345", "sunshine2024"])(
    "if it resembles a common one: %s",
    (password) => {
      expect(refusal(password)).toMatch(/similar to a common password/);
    },
  );

  test.each([
    "northwind2024",
    "Lovelace2024",
    "adalovelace",
    "ada.lovelace@example.test",
    "waybillwaybill",
    "n0rthwind!",
  ])("if it contains its person, organisation or this site: %s", (password) => {
    expect(refusal(password)).toMatch(/contains your name, email address or organisation/);
  });

  test.each(["zxcvbnm,./12", "aaaaaaaaaaaa", "abcabcabcabc", "abcdefghijkl", "01.01.1990!!"])(
    "if it is a pattern, with advice: %s",
    (password) => {
      expect(refusal(password)).toMatch(/Combine a few|Add a word/);
    },
  );
});

test.each(["a long enough password", "correct horse battery staple", "k4r7xq92bz", "Ünïcödé pässwörd"])(
  "a password is accepted: %s",
  (password) => {
    expect(refusal(password)).toBeNull();
  },
);

test("only the beginning of a long password is rated", () => {
  expect(ratePassword("ab".repeat(100)).score).toBe(0);
  expect(ratePassword(`${"correct horse battery staple ".repeat(6)}`).score).toBe(4);
});
