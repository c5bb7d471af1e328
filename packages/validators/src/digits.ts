/** The value of a decimal digit of any script. */
function numberOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let start = code;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(start - 1))) start -= 1;
  return (code - start) % 10;
}

/** Replaces the decimal digits of every script (`١٢`, `१२`, `１２`) by ASCII digits. The rest of the text stays. */
export const asciiDigits = (text: string): string =>
  text.replace(/\p{Nd}/gu, (digit) => (digit <= "9" ? digit : String(numberOf(digit))));
