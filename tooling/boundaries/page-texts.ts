import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isNode, type Node, syntaxOf } from "./syntax.ts";

// Texts that people read stand in the catalogues of the web app (`texts/en.ts`), where they are translated, and in no
// component. A text is told by how it is written: letters between elements, or a string that begins like a sentence.

/** Sources that show texts. Stories and tests name things as they like; the server has no page. */
const sources = "apps/web/src/{app,components,forms,lib,modules,platform,texts,trpc}/**/*.{ts,tsx}";
const isShown = (file: string) => !/\.(?:stories|test)\.|\/texts\/(?:en|de|index|phrases)\.ts$|\/app\/api\//.test(file);

/** Strings that look like texts and are names, by what they are. */
const names = new Set([
  ...["Waybill", "GitHub", "Google", "CSV", "Excel", "English", "Deutsch"],
  // Keys of a keyboard, and names of the browser's own.
  ...["Enter", "Escape", "Tab", "Home", "End", "Backspace", "Delete", "Shift", "Control", "Meta"],
  ...["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "PageDown", "PageUp", "AbortError", "NotAllowedError"],
  ...["Content-Type", "Accept", "UTC", "Secure", "Windows", "Edge", "Opera", "Mac OS X", "Arrow"],
]);

/** Attributes of elements that nobody reads. */
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

/** Whether nobody reads what is under a node: types, imports, looks, and what is thrown for programmers. */
function isUnread({ type, name, callee }: Node): boolean {
  if (type === "JSXAttribute") return isNode(name) && unread.test(String(name.value));
  if (type === "CallExpression") return isNode(callee) && /^(?:cn|cva)$/.test(String(callee.value));
  return /^(?:ImportDeclaration|ExportAllDeclaration|ThrowStatement|TsType\w*|TsInterface\w*|TsLiteralType)$/.test(
    type,
  );
}

/** What a node says, where that reads like a text. */
function textOf({ type, value, cooked }: Node): string | null {
  const text = String(type === "TemplateElement" ? cooked : value).trim();
  if (names.has(text)) return null;
  if (type === "JSXText") return /[A-Za-z]{2}/.test(text) ? text : null;
  return (type === "StringLiteral" || type === "TemplateElement") && readsLikeText(text) ? text : null;
}

/** The texts that stand in a source. @param file its path in the repository */
export function textsOfSource(file: string, source: string): PageText[] {
  const { nodes, lineOf } = syntaxOf(source, { tsx: file.endsWith(".tsx"), skips: isUnread });
  return nodes.flatMap((node) => {
    const text = textOf(node);
    return text === null ? [] : [{ file, line: lineOf(node), text: text.replace(/\s+/g, " ") }];
  });
}

/** The texts that stand in components. @param root the repository */
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
