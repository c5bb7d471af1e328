import compile from "icu-minify/compile";

type Tree = { readonly [key: string]: string | Tree };

/**
 * Parses every text of a tree: the browser gets what it can format without a parser.
 *
 * The objects in it are plain ones. Those of the parser have no prototype, and React sends none of them to the browser.
 */
export const compiledTexts = (tree: Tree): unknown =>
  Object.fromEntries(
    Object.entries(tree).map(([key, text]) => [
      key,
      typeof text === "string" ? structuredClone(compile(text)) : compiledTexts(text),
    ]),
  );
