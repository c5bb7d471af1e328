/** The beginning of a formula in spreadsheets: the signs, their full-width forms, and skipped blanks before them. */
const formula = /^'*[=+\-@\t\r\n|%＝＋－＠]/;

/**
 * Escapes a text so that no spreadsheet reads a formula: with a leading apostrophe, which spreadsheets hide. A text
 * that looks escaped gets another one, so that {@link unescapeFormula} restores it.
 */
export const escapeFormula = (text: string): string => (formula.test(text) ? `'${text}` : text);

/** Removes the apostrophe of an escaped formula. */
export const unescapeFormula = (text: string): string =>
  text.startsWith("'") && formula.test(text) ? text.slice(1) : text;
