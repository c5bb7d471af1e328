import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isNode, type Node, nodesOf, syntaxOf } from "./syntax.ts";

// What the API says on a page, is said in English, and translated by the web app (`texts/phrases.ts` of its modules). This
// finds what is to be translated. A text is told by how it is written: a string that reads like a sentence, or one that
// stands where sentences stand. What goes to a log, to a programmer, to the database is none. Mails have texts of their own.

/** Where texts for pages are written. */
const sources = "{packages/{api,validators}/src,apps/web/src/{server,app/api}}/**/*.ts";

/** A command that records in the activity. */
const command = "apps/cli/src/commands/secrets.ts";

/** Sources without texts for pages, with the reason. */
const silent: readonly [files: RegExp, reason: string][] = [
  [/\.test\.ts$|\/(?:testing|cases|testing\.ts|bench\.ts)/, "tests"],
  [/\/(?:demo|demo-accounts|seed)\.ts$/, "data of the demo"],
  [
    /\/generated\/|\/imports\/(?:countries|numbers|currencies|encoding)\.ts$|\/order-states\.ts$/,
    "words of files that are read",
  ],
  [/\/print\//, "fonts"],
  [/\/(?:doctor|process|app|worker|database-fitness|watchdog)\.ts$/, "for who runs the processes"],
  [
    /\/(?:health|database-check|probes|metrics|telemetry|logger|tenant-archive-plan)\.ts$/,
    "for who runs the processes",
  ],
  [/\/texts\/(?:en|de|index)\.ts$/, "mails, which have catalogues of their own"],
  [
    /\/core\/live\.ts$|\/platform\/system\/|\/server\/(?:main|routes|gateway\/(?:request-checks|gateway))\.ts$/,
    "for programs",
  ],
];

/** Sources for who runs the processes: pages show only what they record in the activity. */
const terminal = /\/(?:command-line|tenant-archive[a-z-]*)\.ts$|^apps\/cli\//;

/** Calls whose words no page shows: of logs, keys, locks and columns. */
const silentCalls = /^(?:for|derivedKey|describe|meta|debug|info|warn|error|fatal|startsWith|endsWith|includes)$/;

/** Errors for programmers: a page shows the number of the request instead. */
const silentErrors = /^(?:Error|TypeError|RangeError|SettingsError)$/;

/** What is thrown to a carrier's caller is the error of a job, and shown. */
const tellsOfErrors = /\/carriers\/|\/mail\/mailer\.ts$/;

/** Keys of limits, names of actions, and names of columns that an import knows. */
const silentProperties = /^(?:action|key|names)$/;

/** Properties and constants that hold a text, however short it is. */
const spoken = /^(?:title|summary|unsent|words)$/;

/** Calls that say what is in them: lines and progress of a job, entries of the activity. */
const sayingCalls = /^(?:addLogLine|progress|recordSecrets)$/;

/** A text that a page may show. */
export interface Phrase {
  file: string;
  line: number;
  /** In English, with `{0}`, `{1}` for its values. */
  phrase: string;
}

const named = (value: unknown): string =>
  isNode(value) ? String(value.type === "MemberExpression" ? named(value.property) : (value.value ?? "")) : "";

const propertiesOf = (node: unknown): Node[] =>
  isNode(node) && Array.isArray(node.properties) ? node.properties.filter(isNode) : [];

/** Whether no page shows what is under a node of a source. */
const silentIn =
  (file: string) =>
  (node: Node): boolean => {
    const { type, callee, key } = node;
    if (type === "NewExpression") return silentErrors.test(named(callee)) && !tellsOfErrors.test(file);
    if (type === "KeyValueProperty") return silentProperties.test(named(key));
    return /^(?:ImportDeclaration|ExportAllDeclaration|TaggedTemplateExpression|Ts(?:Type|Interface|Literal)\w*)$/.test(
      type,
    );
  };

/** A part of a text: letters, or a value. */
type Part = string | null;

const joined = (parts: readonly Part[][][]): Part[][] =>
  parts.reduce<Part[][]>((before, next) => before.flatMap((one) => next.map((other) => [...one, ...other])), [[]]);

const aValue: Part[][] = [[null]];

/** Every text that an expression makes; null where it makes none of its own. @param met gets the nodes that are part of them */
function variants(node: unknown, met: Set<Node>): Part[][] | null {
  if (!isNode(node)) return null;
  const { type, value, expression, consequent, alternate, left, right, operator } = node;
  met.add(node);
  if (type === "StringLiteral") return [[String(value)]];
  if (type === "ParenthesisExpression") return variants(expression, met);
  if (type === "TemplateLiteral") return variantsOfTemplate(node, met);
  const isChoice = type === "ConditionalExpression" || operator === "??" || operator === "||";
  const [one, other] = type === "ConditionalExpression" ? [consequent, alternate] : [left, right];
  if (!isChoice && (type !== "BinaryExpression" || operator !== "+")) return null;
  const both = [variants(one, met), variants(other, met)];
  if (both.every((each) => each === null)) return null;
  // A word that stands in for a value that is missing is a value.
  const isValue = (each: Part[][] | null) =>
    each === null || (isChoice && each.every(([word]) => !word?.includes(" ")));
  const known = both.map((each) => (each === null || (operator && isValue(each)) ? aValue : each));
  return isChoice ? known.flat() : joined(known);
}

function variantsOfTemplate({ quasis, expressions }: Node, met: Set<Node>): Part[][] {
  const texts = Array.isArray(quasis) ? quasis.filter(isNode) : [];
  const values = Array.isArray(expressions) ? expressions : [];
  return joined(
    texts.flatMap(({ cooked }, n) => [
      [[String(cooked)]],
      ...(n < values.length ? [variants(values[n], met) ?? aValue] : []),
    ]),
  );
}

/** A text as a phrase: its values have numbers. */
function phraseOf(parts: readonly Part[]): string {
  let count = 0;
  return parts.map((part) => part ?? `{${count++}}`).join("");
}

/** A sentence, or what someone did: "created the item {0}". */
const looksLikeText =
  /^(?:[A-Z]|\{0\}[ ,]).*[a-z]{2,}.*[.?!…]$|^[A-Z][a-z]+ (?:.* )?[a-z]{2,}|^(?:\{0\}|\d+) [a-z]{3,}$|^(?:\{0\} of \{1\}|[a-z]+(?:[de]d|ew|et|ft|nt|ave)) [a-z]+/s;

/** What a kind of thing is called in messages. */
function wordOf(declaration: unknown): string[] {
  const said = propertiesOf(declaration).map(({ key, value }) => [named(key), named(value)] as const);
  const { word, name } = Object.fromEntries(said);
  return [word ?? name ?? ""].filter(Boolean);
}

/** The strings of a list: `["owner", "viewer"] as const`. */
const stringsIn = (list: unknown): string[] =>
  [...nodesOf(list, () => false)].filter(({ type }) => type === "StringLiteral").map(({ value }) => String(value));

const argumentsOf = ({ arguments: given }: Node): unknown[] =>
  Array.isArray(given) ? given.map(({ expression }) => expression) : [];

/** The phrases of a source. @param file its path in the repository */
export function phrasesOfSource(file: string, source: string): Phrase[] {
  const skips = silentIn(file);
  const { nodes, lineOf } = syntaxOf(source, { skips });
  const under = (node: unknown) => [...nodesOf(node, skips)];
  const given = (calls: RegExp) =>
    nodes.flatMap((node) =>
      node.type === "CallExpression" && calls.test(named(node.callee)) ? under(argumentsOf(node)) : [],
    );
  const said = new Set([
    ...given(sayingCalls),
    ...nodes.flatMap(({ type, key, value, id, init }) => {
      if (type === "KeyValueProperty" && spoken.test(named(key))) return under(value);
      return type === "VariableDeclarator" && spoken.test(named(id)) ? under(init) : [];
    }),
  ]);
  const met = new Set(given(silentCalls));
  const isShown = (node: Node, phrase: string) =>
    !phrase.includes(" | ") &&
    ((looksLikeText.test(phrase) && !terminal.test(file)) ||
      (said.has(node) && /^[A-Z][a-z]| [a-z]|\{1\}|[a-z].*\{0\}/.test(phrase)));
  return nodes.flatMap((node) => {
    const { type, callee, key, value } = node;
    const at = (phrase: string): Phrase => ({ file, line: lineOf(node), phrase });
    if (type === "CallExpression" && named(callee) === "entity") return argumentsOf(node).flatMap(wordOf).map(at);
    // The built-in roles stand in sentences of the activity by their names.
    if (type === "VariableDeclarator" && named(node.id) === "roles") return stringsIn(node.init).map(at);
    if (type === "KeyValueProperty" && named(key) === "what")
      return isNode(value) && value.type === "StringLiteral" ? [at(named(value))] : [];
    if (!/^(?:StringLiteral|TemplateLiteral|BinaryExpression|ConditionalExpression)$/.test(type) || met.has(node))
      return [];
    const own = new Set<Node>();
    const phrases = [...new Set((variants(node, own) ?? []).map(phraseOf))].filter((phrase) => isShown(node, phrase));
    if (phrases.length > 0) for (const part of own) met.add(part);
    return phrases.map(at);
  });
}

/** The phrases of all sources. @param root the repository */
export function apiPhrases(root: string): Phrase[] {
  return globSync([sources, command], { cwd: root })
    .filter((file) => !silent.some(([files]) => files.test(file)))
    .sort()
    .flatMap((file) => phrasesOfSource(file, readFileSync(join(root, file), "utf8")));
}

/** Translations by the folder that has them: of a business module ("modules/tags"), or of a part of the platform. */
export type Translations = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Whose pages show what a source says: a business module's, or those of the platform. */
function ownerOf(file: string, folders: readonly string[]): string {
  const [, module] = /^packages\/api\/src\/modules\/([^/]+)\//.exec(file) ?? [];
  if (module) return `modules/${module}`;
  const [, name = ""] = /^packages\/validators\/src\/([^/]+)\.ts$/.exec(file) ?? [];
  // A file has the name of its module, or begins with that of a record.
  return folders.find((folder) => /^modules\/(.+?)s?$/.exec(folder)?.[1] === name.replace(/-.*|s$/, "")) ?? "platform";
}

const numbersIn = (text: string) =>
  [...new Set([...text.matchAll(/\{(\d+)(?:, (?:text|number))?\}/g)].map(([, number]) => number))].sort().join();

/**
 * What is wrong with translations: phrases without one, translations of nothing, and other values than the phrase has.
 *
 * @param phrases what the API says.
 * @param translations of a business module, for what it says itself; of the platform, for everyone.
 */
export function problemsOf(phrases: readonly Phrase[], translations: Translations): string[] {
  const folders = [...translations.keys()];
  const isOwn = (folder: string) => folder.startsWith("modules/");
  const serves = (folder: string, owner: string) => (isOwn(folder) ? folder === owner : true);
  const owned = phrases.map((each) => ({ ...each, owner: ownerOf(each.file, folders) }));
  const missing = owned
    // A new module speaks English until it has phrases.
    .filter(({ owner }) => owner === "platform" || folders.includes(owner))
    .filter(
      ({ phrase, owner }) =>
        !folders.some((folder) => serves(folder, owner) && phrase in (translations.get(folder) ?? {})),
    )
    .map(({ file, line, phrase, owner }) => `${file}:${line} has no translation in ${owner}: ${phrase}`);
  const wrong = folders.flatMap((folder) =>
    Object.entries(translations.get(folder) ?? {}).flatMap(([phrase, translation]) => {
      const isSaid = owned.some((each) => each.phrase === phrase && serves(folder, each.owner));
      if (!isSaid) return [`${folder} translates what no one says: ${phrase}`];
      return numbersIn(phrase) === numbersIn(translation) ? [] : [`${folder} has other values than: ${phrase}`];
    }),
  );
  return [...new Set([...missing, ...wrong])];
}

if (process.argv[1] === import.meta.filename) {
  const folder = process.argv[2] ?? "";
  for (const { file, line, phrase } of apiPhrases(process.cwd()).filter((each) => each.file.includes(folder)))
    console.info(`${file}:${line} ${phrase}`);
}
