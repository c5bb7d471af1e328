/** The value of a decimal digit of any script: its place in its row of ten. */
function numberOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let start = code;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(start - 1))) start -= 1;
  return (code - start) % 10;
}

/** Writes the decimal digits of every script (`١٢`, `१२`, `１２`) as those of ASCII. The rest of the text stays as it is. */
export const asciiDigits = (text: string): string =>
  text.replace(/\p{Nd}/gu, (digit) => (digit <= "9" ? digit : String(numberOf(digit))));
