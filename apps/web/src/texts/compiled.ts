import compile from "icu-minify/compile";

type Tree = { readonly [key: string]: string | Tree };

/**
 * Compiles every text of a tree: the browser needs no parser to format them.
 *
 * The objects in the result are plain. Those of the compiler have no prototype, and React does not send them to the browser.
 */
export const compiledTexts = (tree: Tree): unknown =>
  Object.fromEntries(
    Object.entries(tree).map(([key, text]) => [
      key,
      typeof text === "string" ? structuredClone(compile(text)) : compiledTexts(text),
    ]),
  );
