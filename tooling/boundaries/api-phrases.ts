import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isNode, type Node, nodesOf, syntaxOf } from "./syntax.ts";

// Finds the API's texts that pages show: English sentences in the code, which the web app translates (`texts/phrases.ts` of
// its modules). A text is a string that looks like a sentence, or that is the value of a property or the argument of a call
// for texts. Texts for logs, programmers and the database are ignored; mails have catalogues of their own.

/** Sources with texts for pages. */
const sources = "{packages/{api,validators}/src,apps/web/src/{server,app/api}}/**/*.ts";

/** A command that records activity entries. */
const command = "apps/cli/src/commands/secrets.ts";

/** Sources without texts for pages, with the reason. */
const excluded: readonly [files: RegExp, reason: string][] = [
  [/\.test\.ts$|\/(?:testing|cases|testing\.ts|bench\.ts)/, "tests"],
  [/\/(?:demo|demo-accounts|seed)\.ts$/, "demo data"],
  [
    /\/generated\/|\/imports\/(?:countries|numbers|currencies|encoding)\.ts$|\/order-states\.ts$/,
    "words in imported files",
  ],
  [/\/print\//, "fonts"],
  [/\/doctor\/|\/(?:process|app|worker|database-fitness|watchdog)\.ts$/, "messages for operators of processes"],
  [
    /\/(?:health|database-check|probes|metrics|telemetry|logger|tenant-archive\/plan)\.ts$/,
    "messages for operators of processes",
  ],
  [/\/texts\/(?:en|de|index)\.ts$/, "mails, which have their own catalogues"],
  [/\/core\/live\/|\/platform\/system\/|\/server\/(?:main|routes)\.ts$/, "messages for programs"],
];

/** Sources for operators of processes: pages show only the activity entries that they record. */
const operatorSources = /\/src\/(?:command-line|tenant-archive)\/|^apps\/cli\//;

/** Calls whose arguments no page shows: logs, keys, locks, columns. */
const internalCalls = /^(?:for|derivedKey|describe|meta|debug|info|warn|error|fatal|startsWith|endsWith|includes)$/;

/** Errors for programmers: a page shows the request's id instead. */
const programmingErrors = /^(?:Error|TypeError|RangeError|SettingsError)$/;

/** Sources whose errors become the error of a job, which pages show. */
const jobErrorSources = /\/carriers\/|\/mail\/mailer\.ts$/;

/** Properties whose values no page shows: keys of limits, names of actions, column names of an import. */
const internalProperties = /^(?:action|key|names)$/;

/** Properties and constants whose value is a text, even a short one. */
const textProperties = /^(?:title|summary|unsent|words)$/;

/** Calls whose arguments are texts, even short ones: log lines and progress of a job, activity entries. */
const textCalls = /^(?:addLogLine|progress|recordSecrets)$/;

/** A text that a page may show. */
export interface Phrase {
  file: string;
  line: number;
  /** In English, with the placeholders `{0}`, `{1}`. */
  phrase: string;
}

const named = (value: unknown): string =>
  isNode(value) ? String(value.type === "MemberExpression" ? named(value.property) : (value.value ?? "")) : "";

const propertiesOf = (node: unknown): Node[] =>
  isNode(node) && Array.isArray(node.properties) ? node.properties.filter(isNode) : [];

/** Whether a node contains no texts for pages. */
const isInternalIn =
  (file: string) =>
  (node: Node): boolean => {
    const { type, callee, key } = node;
    if (type === "NewExpression") return programmingErrors.test(named(callee)) && !jobErrorSources.test(file);
    if (type === "KeyValueProperty") return internalProperties.test(named(key));
    return /^(?:ImportDeclaration|ExportAllDeclaration|TaggedTemplateExpression|Ts(?:Type|Interface|Literal)\w*)$/.test(
      type,
    );
  };

/** A part of a text: fixed characters, or null for a value. */
type Part = string | null;

const joined = (parts: readonly Part[][][]): Part[][] =>
  parts.reduce<Part[][]>((before, next) => before.flatMap((one) => next.map((other) => [...one, ...other])), [[]]);

const aValue: Part[][] = [[null]];

/** All texts that an expression can have; null if it contains no literal. @param seen receives the nodes of the texts */
function variants(node: unknown, seen: Set<Node>): Part[][] | null {
  if (!isNode(node)) return null;
  const { type, value, expression, consequent, alternate, left, right, operator } = node;
  seen.add(node);
  if (type === "StringLiteral") return [[String(value)]];
  if (type === "ParenthesisExpression") return variants(expression, seen);
  if (type === "TemplateLiteral") return variantsOfTemplate(node, seen);
  const isChoice = type === "ConditionalExpression" || operator === "??" || operator === "||";
  const [one, other] = type === "ConditionalExpression" ? [consequent, alternate] : [left, right];
  if (!isChoice && (type !== "BinaryExpression" || operator !== "+")) return null;
  const both = [variants(one, seen), variants(other, seen)];
  if (both.every((each) => each === null)) return null;
  // A single word as the default of a missing value counts as a value.
  const isValue = (each: Part[][] | null) =>
    each === null || (isChoice && each.every(([word]) => !word?.includes(" ")));
  const known = both.map((each) => (each === null || (operator && isValue(each)) ? aValue : each));
  return isChoice ? known.flat() : joined(known);
}

function variantsOfTemplate({ quasis, expressions }: Node, seen: Set<Node>): Part[][] {
  const texts = Array.isArray(quasis) ? quasis.filter(isNode) : [];
  const values = Array.isArray(expressions) ? expressions : [];
  return joined(
    texts.flatMap(({ cooked }, n) => [
      [[String(cooked)]],
      ...(n < values.length ? [variants(values[n], seen) ?? aValue] : []),
    ]),
  );
}

/** A text as a phrase, with numbered placeholders. */
function phraseOf(parts: readonly Part[]): string {
  let count = 0;
  return parts.map((part) => part ?? `{${count++}}`).join("");
}

/** A sentence, or a summary: "created the item {0}". */
const looksLikeText =
  /^(?:[A-Z]|\{0\}[ ,:]).*[a-z]{2,}.*[.?!…]$|^[A-Z][a-z]+ (?:.* )?[a-z]{2,}|^(?:\{0\}|\d+) [a-z]{3,}$|^(?:\{0\} of \{1\}|[a-z]+(?:[de]d|ew|et|ft|nt|ave)(?: (?:\d+|\{0\}))?) [a-z]+/s;

/** The word for an entity in messages. */
function wordOf(declaration: unknown): string[] {
  const texts = propertiesOf(declaration).map(({ key, value }) => [named(key), named(value)] as const);
  const { word, name } = Object.fromEntries(texts);
  return [word ?? name ?? ""].filter(Boolean);
}

/** The strings of a list: `["owner", "viewer"] as const`. */
const stringsIn = (list: unknown): string[] =>
  [...nodesOf(list, () => false)].filter(({ type }) => type === "StringLiteral").map(({ value }) => String(value));

const argumentsOf = ({ arguments: given }: Node): unknown[] =>
  Array.isArray(given) ? given.map(({ expression }) => expression) : [];

/** The phrases of a source. @param file its path in the repository */
export function phrasesOfSource(file: string, source: string): Phrase[] {
  const skips = isInternalIn(file);
  const { nodes, lineOf } = syntaxOf(source, { skips });
  const under = (node: unknown) => [...nodesOf(node, skips)];
  const given = (calls: RegExp) =>
    nodes.flatMap((node) =>
      node.type === "CallExpression" && calls.test(named(node.callee)) ? under(argumentsOf(node)) : [],
    );
  const declaredTexts = new Set([
    ...given(textCalls),
    ...nodes.flatMap(({ type, key, value, id, init }) => {
      if (type === "KeyValueProperty" && textProperties.test(named(key))) return under(value);
      return type === "VariableDeclarator" && textProperties.test(named(id)) ? under(init) : [];
    }),
  ]);
  const seen = new Set(given(internalCalls));
  const isShown = (node: Node, phrase: string) =>
    !phrase.includes(" | ") &&
    ((looksLikeText.test(phrase) && !operatorSources.test(file)) ||
      (declaredTexts.has(node) && /^[A-Z][a-z]| [a-z]|\{1\}|[a-z].*\{0\}/.test(phrase)));
  return nodes.flatMap((node) => {
    const { type, callee, key, value } = node;
    const at = (phrase: string): Phrase => ({ file, line: lineOf(node), phrase });
    if (type === "CallExpression" && named(callee) === "entity") return argumentsOf(node).flatMap(wordOf).map(at);
    // Activity entries contain the names of built-in roles.
    if (type === "VariableDeclarator" && named(node.id) === "roles") return stringsIn(node.init).map(at);
    if (type === "KeyValueProperty" && named(key) === "what")
      return isNode(value) && value.type === "StringLiteral" ? [at(named(value))] : [];
    if (!/^(?:StringLiteral|TemplateLiteral|BinaryExpression|ConditionalExpression)$/.test(type) || seen.has(node))
      return [];
    const own = new Set<Node>();
    const phrases = [...new Set((variants(node, own) ?? []).map(phraseOf))].filter((phrase) => isShown(node, phrase));
    if (phrases.length > 0) for (const part of own) seen.add(part);
    return phrases.map(at);
  });
}

/** The phrases of all sources. @param root the repository */
export function apiPhrases(root: string): Phrase[] {
  return globSync([sources, command], { cwd: root })
    .filter((file) => !excluded.some(([files]) => files.test(file)))
    .sort()
    .flatMap((file) => phrasesOfSource(file, readFileSync(join(root, file), "utf8")));
}

/** Translations by folder: a business module ("modules/tags") or a part of the platform. */
export type Translations = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** The owner of a source's texts: a business module, or the platform. */
function ownerOf(file: string, folders: readonly string[]): string {
  const [, module] = /^packages\/api\/src\/modules\/([^/]+)\//.exec(file) ?? [];
  if (module) return `modules/${module}`;
  const [, name = ""] = /^packages\/validators\/src\/([^/]+)\.ts$/.exec(file) ?? [];
  // A file name is the module's name, or begins with its entity's name.
  return folders.find((folder) => /^modules\/(.+?)s?$/.exec(folder)?.[1] === name.replace(/-.*|s$/, "")) ?? "platform";
}

const numbersIn = (text: string) =>
  [...new Set([...text.matchAll(/\{(\d+)(?:, (?:text|number))?\}/g)].map(([, number]) => number))].sort().join();

/**
 * Finds phrases without a translation, unused translations, and translations with other placeholders than their phrase.
 *
 * @param phrases the texts of the API.
 * @param translations those of a business module apply to its own texts, those of the platform to all.
 * @returns one sentence per problem
 */
export function problemsOf(phrases: readonly Phrase[], translations: Translations): string[] {
  const folders = [...translations.keys()];
  const isOwn = (folder: string) => folder.startsWith("modules/");
  const serves = (folder: string, owner: string) => (isOwn(folder) ? folder === owner : true);
  const owned = phrases.map((each) => ({ ...each, owner: ownerOf(each.file, folders) }));
  const missing = owned
    // A new module's texts are English until it has phrases.
    .filter(({ owner }) => owner === "platform" || folders.includes(owner))
    .filter(
      ({ phrase, owner }) =>
        !folders.some((folder) => serves(folder, owner) && phrase in (translations.get(folder) ?? {})),
    )
    .map(({ file, line, phrase, owner }) => `${file}:${line} has no translation in ${owner}: ${phrase}`);
  const wrong = folders.flatMap((folder) =>
    Object.entries(translations.get(folder) ?? {}).flatMap(([phrase, translation]) => {
      const isUsed = owned.some((each) => each.phrase === phrase && serves(folder, each.owner));
      if (!isUsed) return [`${folder} translates an unused phrase: ${phrase}`];
      return numbersIn(phrase) === numbersIn(translation) ? [] : [`${folder} has other placeholders than: ${phrase}`];
    }),
  );
  return [...new Set([...missing, ...wrong])];
}

/**
 * Finds former phrases that are still texts of the API, and those with other placeholders than their translation.
 *
 * @param former translations of sentences that are no longer written, by folder.
 * @returns one sentence per problem
 */
export function formerProblemsOf(phrases: readonly Phrase[], former: Translations): string[] {
  const current = new Set(phrases.map(({ phrase }) => phrase));
  return [...former].flatMap(([folder, translations]) =>
    Object.entries(translations).flatMap(([phrase, translation]) => {
      if (current.has(phrase)) return [`${folder} has a former phrase that is in use: ${phrase}`];
      return numbersIn(phrase) === numbersIn(translation) ? [] : [`${folder} has other placeholders than: ${phrase}`];
    }),
  );
}

if (process.argv[1] === import.meta.filename) {
  const folder = process.argv[2] ?? "";
  for (const { file, line, phrase } of apiPhrases(process.cwd()).filter((each) => each.file.includes(folder)))
    console.info(`${file}:${line} ${phrase}`);
}
