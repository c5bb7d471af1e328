/**
 * What spreadsheets take for a formula: the signs that begin one, their full-width forms, and the blanks that some skip
 * before one.
 */
const formula = /^'*[=+\-@\t\r\n|%＝＋－＠]/;

/**
 * A text that no spreadsheet takes for a formula: it gets an apostrophe before it, which spreadsheets do not show. Texts
 * that begin like an escaped one get one more, so that {@link unescapeFormula} gives back each as it was.
 */
export const escapeFormula = (text: string): string => (formula.test(text) ? `'${text}` : text);

/** Takes off the apostrophe that keeps a text from being a formula. */
export const unescapeFormula = (text: string): string =>
  text.startsWith("'") && formula.test(text) ? text.slice(1) : text;
