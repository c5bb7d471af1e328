import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isNode, type Node, syntaxOf } from "./syntax.ts";

// Texts that people read stand in the catalogues of the web app (`texts/en.ts`), where they are translated, and in no
// component. A text is told by how it is written: letters between elements, or a string that begins like a sentence.

/** Sources that show texts. Stories and tests name things as they like; the server has no page. */
const sources = "apps/web/src/{app,components,forms,lib,modules,platform,texts,trpc}/**/*.{ts,tsx}";
const isShown = (file: string) => !/\.(?:stories|test)\.|\/texts\/(?:en|de|index)\.ts$|\/app\/api\//.test(file);

/** Strings that look like texts and are names, by what they are. */
const names = new Set([
  ...["Waybill", "GitHub", "Google", "CSV", "Excel", "English", "Deutsch"],
  // Keys of a keyboard, and names of the browser's own.
  ...["Enter", "Escape", "Tab", "Home", "End", "Backspace", "Delete", "Shift", "Control", "Meta"],
  ...["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "PageDown", "PageUp", "AbortError", "NotAllowedError"],
  ...["Content-Type", "Accept", "UTC", "Secure"],
]);

/** Attributes of elements that nobody reads. */
const unread =
  /^(?:className|type|id|key|name|role|href|rel|target|autoComplete|inputMode|xmlns|d|fill|viewBox|enterKeyHint|method)$/;

const readsLikeText = (value: string): boolean =>
  /^[A-Z][a-z]+(?:['’ ,.:?!…]|$)|^[A-Z]+ [a-z]|[a-z]{2,}[.?!](?:\s|$)/.test(value.trim()) && !names.has(value.trim());

/** A text in a source. */
export interface PageText {
  file: string;
  line: number;
  text: string;
}

/** The texts that stand in a source. @param file its path in the repository */
export function textsOfSource(file: string, source: string): PageText[] {
  const { nodes, lineOf } = syntaxOf(source, { tsx: file.endsWith(".tsx") });
  const found: PageText[] = [];
  const note = (node: Node, text: string) =>
    found.push({ file, line: lineOf(node), text: text.trim().replace(/\s+/g, " ") });
  const seen = new Set<Node>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isNode(value)) {
      if (typeof value === "object" && value !== null && !Array.isArray(value)) Object.values(value).forEach(visit);
      return;
    }
    if (seen.has(value)) return;
    seen.add(value);
    if (
      /^(?:ImportDeclaration|ExportAllDeclaration|ThrowStatement)$|^Ts(?!AsExpression|SatisfiesExpression|NonNullExpression|ConstAssertion)/.test(
        value.type,
      )
    )
      return;
    if (value.type === "JSXAttribute" && isNode(value.name) && unread.test(String(value.name.value))) return;
    if (value.type === "CallExpression" && isNode(value.callee) && /^(?:cn|cva)$/.test(String(value.callee.value)))
      return;
    if (value.type === "JSXText" && /[A-Za-z]{2}/.test(String(value.value)) && !names.has(String(value.value).trim()))
      note(value, String(value.value));
    if (value.type === "StringLiteral" && readsLikeText(String(value.value))) note(value, String(value.value));
    if (value.type === "TemplateElement" && readsLikeText(String(value.cooked ?? "")))
      note(value, String(value.cooked));
    for (const inner of Object.values(value)) if (typeof inner === "object") visit(inner);
  };
  visit(nodes);
  return found;
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
