type Tree = { readonly [key: string]: string | Tree };

/**
 * The same texts without a line break in "E-Mail": an invisible word joiner follows the hyphen. A text of one word stays
 * as it is.
 */
export function joined<Texts extends Tree>(texts: Texts): Texts {
  const pairs = Object.entries(texts).map(([key, text]) => {
    if (typeof text !== "string") return [key, joined(text)];
    return [key, text.includes(" ") ? text.replaceAll("E-Mail", "E-\u2060Mail") : text];
  });
  return Object.fromEntries(pairs) as Texts; // of the same keys
}
