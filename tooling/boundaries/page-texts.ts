import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isNode, type Node, syntaxOf } from "./syntax.ts";

// Texts of pages are in the catalogues of the web app (`texts/en.ts`), not in components. Texts are found by their form: letters
// between elements, or strings that start like a sentence.

/** Sources with texts of pages, without stories, tests and the server. */
const sources =
  "apps/web/src/{app,components,formats,forms,lists,live,manifests,modules,navigation,platform,scanner,texts,trpc}/**/*.{ts,tsx}";
const isShown = (file: string) =>
  !/\.(?:stories|test)\.|\/texts\/(?:en|de|index|phrases|former-phrases)\.ts$|\/app\/api\//.test(file);

/** Strings that look like texts but are names. */
const names = new Set([
  ...["Waybill", "GitHub", "Google", "CSV", "Excel", "English", "Deutsch"],
  // Keys of a keyboard, and names in browsers.
  ...["Enter", "Escape", "Tab", "Home", "End", "Backspace", "Delete", "Shift", "Control", "Meta", "Unidentified"],
  ...["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "PageDown", "PageUp", "AbortError", "NotAllowedError"],
  ...["Content-Type", "Accept", "UTC", "Secure", "Windows", "Edge", "Opera", "Mac OS X", "Arrow"],
]);

/** Attributes without texts. */
const unread =
  /^(?:className|type|id|key|name|role|href|rel|target|autoComplete|inputMode|xmlns|d|fill|viewBox|enterKeyHint|method)$/;

const readsLikeText = (value: string): boolean =>
  /^[A-Z][a-z]+(?:['’ ,.:?!…]|$)|^[A-Z]+ [a-z]|\s\S*[a-z]{2,}[.?!](?:\s|$)|[a-z]{2,}[.?!]\s/.test(value);

/** A text in a source. */
export interface PageText {
  file: string;
  line: number;
  text: string;
}

/** Whether a node contains no texts: types, imports, classes, and programmers' errors. */
function isUnread({ type, name, callee }: Node): boolean {
  if (type === "JSXAttribute") return isNode(name) && unread.test(String(name.value));
  if (type === "CallExpression") return isNode(callee) && /^(?:cn|cva)$/.test(String(callee.value));
  return /^(?:ImportDeclaration|ExportAllDeclaration|ThrowStatement|TsType\w*|TsInterface\w*|TsLiteralType)$/.test(
    type,
  );
}

/** The text of a node, if it reads like one. */
function textOf({ type, value, cooked }: Node): string | null {
  const text = String(type === "TemplateElement" ? cooked : value).trim();
  if (names.has(text)) return null;
  if (type === "JSXText") return /[A-Za-z]{2}/.test(text) ? text : null;
  return (type === "StringLiteral" || type === "TemplateElement") && readsLikeText(text) ? text : null;
}

/** The texts in a source. @param file its path in the repository */
export function textsOfSource(file: string, source: string): PageText[] {
  const { nodes, lineOf } = syntaxOf(source, { tsx: file.endsWith(".tsx"), skips: isUnread });
  return nodes.flatMap((node) => {
    const text = textOf(node);
    return text === null ? [] : [{ file, line: lineOf(node), text: text.replace(/\s+/g, " ") }];
  });
}

/** The texts in components. @param root the repository */
export function pageTexts(root: string): PageText[] {
  return globSync(sources, { cwd: root })
    .filter(isShown)
    .sort()
    .flatMap((file) => textsOfSource(file, readFileSync(join(root, file), "utf8")));
}

if (process.argv[1] === import.meta.filename) {
  const folder = process.argv[2] ?? "";
  for (const { file, line, text } of pageTexts(process.cwd()).filter((each) => each.file.includes(folder)))
    console.info(`${file}:${line} ${text}`);
}
