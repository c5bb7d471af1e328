import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { loadSettings, settingFacts } from "@waybill/config";
import { describe, expect, test } from "vitest";
import {
  lostFiles,
  unindexed,
  untestedThreats,
  withoutStatus,
  withoutVersion,
  wrongAddresses,
  wrongCommands,
  wrongRows,
} from "./check.ts";
import { wrongSubject } from "./commits.ts";
import { envExample } from "./env-example.ts";
import { blocksOf, figuresSchema, fill, isFilled, strayFigures } from "./figures.ts";
import { lostNames, misplacedNames } from "./names.ts";
import { wrongNumbers } from "./numbers.ts";
import { hardPages, maxSentenceWords } from "./readability.ts";
import { checkedFiles, readRetired, retiredIn, unlistedRetired } from "./retired.ts";

const root = join(import.meta.dirname, "../..");
const of = (documents: Record<string, string>) => new Map(Object.entries(documents));

describe("commands in documents", () => {
  const readme = "Run `npm start`.\n\n| `npm run check` · `db:reset` |";

  test("are those of package.json", () => {
    expect(wrongCommands(of({ "README.md": readme }), ["start", "check", "db:reset"])).toEqual([]);
    expect(
      wrongCommands(of({ "README.md": readme, "docs/a.md": "npm run nonsense" }), ["start", "check", "db:reset"]),
    ).toEqual(["docs/a.md: there is no `npm run nonsense`"]);
  });

  test("are all in the README", () => {
    expect(wrongCommands(of({ "README.md": readme }), ["start", "check", "db:reset", "bench"])).toEqual([
      "README.md does not name `npm run bench`",
    ]);
  });
});

describe("documents", () => {
  test("are in an index", () => {
    const documents = of({
      "docs/README.md": "[a](a.md)",
      "docs/a.md": "",
      "docs/b.md": "",
      "docs/decisions/README.md": "",
      "docs/decisions/0001-c.md": "",
    });
    expect(unindexed(documents)).toEqual(["no index leads to docs/b.md", "no index leads to docs/decisions/0001-c.md"]);
  });

  test("of decisions have a status and a date", () => {
    const decision = (line: string) => withoutStatus(of({ "docs/decisions/0001-c.md": `# 1. C\n\n${line}\n` }));
    expect(decision("**Status.** Accepted, 2026-11-26.")).toEqual([]);
    expect(decision("**Status.** Superseded by [decision 2](0002-d.md), 2026-11-26.")).toEqual([]);
    expect(decision("**Context.** Nothing.")).toHaveLength(1);
  });

  test("of decisions have the same title, status and date in their index", () => {
    const page = "# 1. A choice\n\n**Status.** Accepted, 2026-11-26.\n";
    const rows = (row: string) => wrongRows(of({ "docs/decisions/README.md": row, "docs/decisions/0001-c.md": page }));
    expect(rows("| 1   | [A choice](0001-c.md)  | Accepted   | 2026-11-26 |")).toEqual([]);
    expect(rows("| 1 | [Another choice](0001-c.md) | Accepted | 2026-11-26 |")).toHaveLength(1);
    expect(rows("| 1 | [A choice](0001-c.md) | Superseded | 2026-11-26 |")).toHaveLength(1);
    expect(rows("| 1 | [A choice](0001-c.md) | Accepted | 2026-11-25 |")).toHaveLength(1);
  });

  test("name what sources or their own examples contain", () => {
    const text = "`keptName`, `LOST_SETTING`, `lostName(…)`, `ownName` and `word`.\n\n```ts\nownName();\n```\n";
    expect(lostNames(of({ "a.md": text }), new Set(["keptName"]))).toEqual([
      "a.md names LOST_SETTING, which no source contains",
      "a.md names lostName, which no source contains",
    ]);
  });

  test("name the file that contains a name", () => {
    const file = "tooling/documents/names.ts";
    const wrong = (text: string) => misplacedNames(root, of({ "a.md": text }));
    expect(
      wrong(`[\`lostNames\`](${file}), \`lostNames\` of [\`names.ts\`](${file}), [x](${file}) (\`lostNames\`)`),
    ).toEqual([]);
    for (const text of [
      `[\`anotherName\`](${file})`,
      `\`another\` in [x](${file})`,
      `[x](${file}) (\`another\`)`,
      `[x](${file}) reports it (\`another\`)`,
    ])
      expect(wrong(text.replace("in [x]", "in [`x`]"))).toHaveLength(1);
  });

  test("have the numbers of the code", () => {
    const file = "tooling/documents/files.ts";
    const wrong = (sentence: string, code: string) =>
      wrongNumbers(root, of({ "a.md": "It waits\n30 s." }), [["a.md", sentence, file, code]]);
    expect(wrong("waits 30 s", "export function documentsOf")).toEqual([]);
    expect(wrong("waits 31 s", "export function")).toHaveLength(1);
    expect(wrong("waits 30 s", "waitMs = 31_000")).toHaveLength(1);
  });

  test("about a change name the version that it raises", () => {
    const wrong = (text: string) => withoutVersion(of({ ".changeset/a.md": text }));
    expect(wrong('---\n"waybill": minor\n---\n\nSomething new.\n')).toEqual([]);
    expect(wrong('---\n\n## "waybill": minor\n\nSomething new.\n')).toHaveLength(1);
    expect(wrong("Something new.\n")).toHaveLength(1);
  });

  test("link to other sites by valid HTTPS addresses", () => {
    const wrong = (address: string) => wrongAddresses(of({ "a.md": `[x](${address})` }));
    expect(wrong("https://example.com/a#b")).toEqual([]);
    expect(wrong("http://example.com")).toHaveLength(1);
    expect(wrong("https://")).toHaveLength(1);
  });

  test("about security cite an existing test for each threat", () => {
    const untested = (protection: string) => {
      const table = `| threat | protection |\n| --- | --- |\n| first | never ([test](e2e/a.spec.ts)) |\n| second | ${protection} |`;
      const text = `# Security\n\n## Threats and protections\n\n${table}\n\n## Operators\n\n| a | b |\n| - | - |\n| c | d |\n`;
      return untestedThreats(of({ "SECURITY.md": text }), ["e2e/a.spec.ts", "src/b.test.tsx", "docs/c.md"]);
    };
    expect(untested("always ([tests](src/b.test.tsx))")).toEqual([]);
    expect(untested("always ([how](docs/c.md), [tests](src/b.test.tsx))")).toEqual([]);
    for (const protection of ["always", "always ([how](docs/c.md))", "always ([test](src/lost.test.ts))"])
      expect(untested(protection)).toEqual(['SECURITY.md cites no test for "second"']);
  });

  test("and comments name files that exist", () => {
    const text = "/** See packages/db/src/lost.ts, docs/access.md, `gone.ts` and `migrate.ts`. */";
    expect(lostFiles(of({ "a.ts": text }), ["docs/access.md", "packages/db/src/migrate.ts"])).toEqual([
      "a.ts names packages/db/src/lost.ts, which does not exist",
      "a.ts names gone.ts, which does not exist",
    ]);
  });
});

describe("figures", () => {
  const at = "2026-11-26";
  const figures = figuresSchema.parse({
    unit: { passed: 3982, at },
    browser: { passed: 90, at },
    attack: { rounds: 200, calls: 34_210, leaks: 0, at },
    mutants: { mutants: 457, killed: 457, at },
    fuzz: { inputs: 20_000, sent: 18_669, wrong: 0, at },
    cases: { cases: 103, right: 103, at },
  });
  const blocks = blocksOf({ figures, bench: [] });

  test("are filled in between their markers, idempotently", () => {
    const filled = fill("before\n<!-- figures: proofs -->\nold\n<!-- end -->\nafter", blocks);
    expect(filled).toContain("34,210 calls, 0 leaks");
    expect(filled).not.toContain("old");
    expect(fill(filled, blocks)).toBe(filled);
    expect(isFilled(filled.replaceAll(" | ", "   |  ").replace("| --- |", "| ------- |"), blocks)).toBe(true);
    expect(isFilled(filled.replace("34,210", "34,211"), blocks)).toBe(false);
    expect(() => fill("<!-- figures: nonsense -->\n<!-- end -->", blocks)).toThrow("nonsense");
  });

  test("are not elsewhere", () => {
    const block = fill("<!-- figures: proofs -->\n<!-- end -->", blocks);
    expect(strayFigures(`${block}\nIt sends 20,000 inputs.`, figures)).toEqual([]);
    expect(strayFigures(`${block}\nIt made 34,210 calls.`, figures)).toEqual(["34,210"]);
    expect(strayFigures(`${block}\nIt has 4,000 unit tests.`, figures)).toEqual(["4,000 unit tests"]);
  });
});

describe(".env.example", () => {
  test("contains the defaults", () => {
    const example = envExample(readFileSync(join(root, "docs/settings.md"), "utf8"));
    const given = parseEnv(example.replace(/^# ([A-Z0-9_]+=)/gm, "$1"));
    expect(Object.keys(given).sort()).toEqual(
      settingFacts()
        .map(({ name }) => name)
        .sort(),
    );
    const needed = {
      DATABASE_URL: "postgres://a:kQ83hfn20xls@db/waybill",
      AUTH_SECRET: "s".repeat(32),
      SMTP_URL: "smtp://localhost",
    };
    expect(loadSettings({ env: { ...given, ...needed } })).toEqual(loadSettings({ env: needed }));
  });

  test("requires a description of each setting", () => {
    const settings = [{ name: "NEW_SETTING", secret: false, fallback: null }];
    expect(() => envExample("| `PORT` | 3000 | where |", settings)).toThrow("NEW_SETTING");
  });
});

test.each([
  ["End live streams when rights end", true],
  ["Stock: a count may be corrected", true],
  ["Merge branch 'x'", true],
  ["`npm run check` reads documents", true],
  ["fix: a thing that was wrong", false],
  ["Fix stuff", false],
  ["WIP", false],
  ["Pages are shown.", false],
])("a commit's subject: %s", (subject, right) => {
  expect(wrongSubject(subject).length === 0).toBe(right);
});

describe("spelling", () => {
  /** The words of a text that are refused, as if it were in that file. */
  const misspelled = (text: string, file: string) =>
    spawnSync(
      join(root, "node_modules/.bin/cspell"),
      ["stdin", `stdin://${join(root, file)}`, "--words-only", "--no-summary", "--no-progress"],
      {
        ...{ cwd: root, input: text, encoding: "utf8" },
      },
    ).stdout.split("\n");

  test("of documents, names and comments is checked", { timeout: 30_000 }, () => {
    // In two pieces, since this file is checked as well.
    const text = `// An a${"dre"}ss, in Österreich.\nconst re${"cie"}veParcel = dispatchParcel;\n`;
    expect(misspelled(text, "packages/api/src/modules/parcels/planted.ts").filter(Boolean)).toEqual([
      `a${"dre"}ss`,
      `re${"cie"}ve`,
    ]);
  });

  test("has a sorted list of words without duplicates", () => {
    const words = readFileSync(join(root, "tooling/documents/words.txt"), "utf8").trim().split("\n");
    expect(words).toEqual([...new Set(words)].sort());
  });
});

// cspell:ignore berichtig berichtigen berichtigt korrigieren Bestand
describe("retired words", () => {
  const words = [
    { word: "stoodInTheWay", instead: "isRetryable", where: "names" as const },
    { word: "witness", instead: "recordUnlogged", except: ["docs/court.md"] },
    { word: "rings? two bells at once", instead: "idempotent", where: "texts" as const },
    { word: "dry run", instead: "check" },
    { word: "berichtig\\p{L}*", instead: "korrigieren" },
  ];
  const path = "packages/api/src/core/a.ts";
  const uses = (text: string, file = path) =>
    retiredIn(file, text, words).map((use) => use.replace(/ uses "(.*)", which is retired: /, " $1 → "));

  test("are refused in names, with the word to use", () => {
    expect(uses("const a = 1;\nif (stoodInTheWay(error)) retry();")).toEqual([`${path}:2 stoodInTheWay → isRetryable`]);
    expect(retiredIn("a.ts", "a.hot(db)", [{ word: "\\bhot\\(", instead: "b", where: "names" }])).toHaveLength(1);
  });

  test.each([
    "context.witnessAll();",
    "const firstWitness = 1;",
    "interface WitnessList {}",
    "const FIRST_WITNESS = 1;",
    "class HTTPWitness {}",
    "const texts = { witnesses: 1 };",
    'call("parcels.witness");',
    't("filters.witnessFrom");',
    "/** Calls `callWitness`. */",
  ])("are refused as a part of a name: %s", (text) => {
    expect(uses(text)).toEqual([`${path}:1 witness → recordUnlogged`]);
  });

  test("are refused as a part of the name of a file", () => {
    expect(uses("", "packages/api/src/core/find-witness.ts")).toHaveLength(1);
  });

  test.each([
    'const a = "A handler rings two bells at once.";',
    "const a = `A handler rings two bells at once`;",
    "call(); // handlers ring two bells at once",
    "/** Handlers ring two bells at once. */",
    'test("rings two bells at once", () => {});',
    "// Handlers ring two\n// bells at once.",
    "/** Handlers ring two bells\n * at once. */",
    "const a = `Handlers ring\n  two bells at once`;",
  ])("are refused in strings, templates and comments: %s", (text) => {
    expect(uses(text)).toEqual([`${path}:1 rings? two bells at once → idempotent`]);
  });

  test.each([
    [
      "a text of a page",
      "apps/web/src/modules/tags/texts/en.ts",
      'export const en = { title: "Rings two bells at once" };',
    ],
    ["a key of a text", "apps/web/src/platform/views/texts/en.ts", "export const en = { dryRunOf: 1 };"],
    ["a German text", "apps/web/src/platform/views/texts/de.ts", 'export const de = { title: "Bestand berichtigen" };'],
    ["a phrase", "apps/web/src/components/texts/phrases.ts", 'const a = { "Ends.": "Das ist berichtigt." };'],
    ["a text of a mail", "packages/api/src/platform/mail/texts/en.ts", 'const en = { line: "A dry run." };'],
    ["a page", "apps/web/src/a.tsx", "const a = <p>Handlers ring two bells at once</p>;"],
    ["an attribute", "apps/web/src/a.tsx", 'const a = <input aria-label="Dry run" />;'],
    ["a document", "docs/a.md", "A dry run."],
    ["a sentence over two lines", "docs/a.md", "A dry\nrun."],
    ["a name in a document", "docs/a.md", "See `isDryRun`."],
    ["a page of the root", "CONTRIBUTING.md", "A dry run."],
    ["a workflow", ".github/workflows/a.yml", "name: Dry run"],
    ["a setting", ".env.example", "# DRY_RUN=1"],
    ["a configuration", "docs/a.ini", "; a dry-run"],
    ["a manifest", "package.json", '{ "scripts": { "dry-run": "a" } }'],
    ["styles", "apps/web/src/app/a.css", "/* Of dry runs. */"],
  ])("are refused in %s", (_what, file, text) => expect(uses(text, file)).toHaveLength(1));

  test("are named with their line", () => {
    expect(uses("# A\n\nHandlers ring two bells at once.", "docs/a.md")).toEqual([
      "docs/a.md:3 rings? two bells at once → idempotent",
    ]);
    expect(uses("const a = 1;\n\n/*\n * A dry run. */")).toEqual([`${path}:4 dry run → check`]);
  });

  test("are not parts of other words, and have exceptions with another meaning", () => {
    expect(uses("const eyewitness = stoodInTheWayOfAll;")).toEqual([]);
    expect(uses("A name that stood in the way is a text.", "docs/a.md")).toEqual([]);
    expect(uses("const ringTwoBellsAtOnce = 1;")).toEqual([]);
    expect(uses("A witness is heard.", "docs/court.md")).toEqual([]);
    expect(uses("A witness is heard.", "docs/a.md")).toHaveLength(1);
  });

  test("of the glossary are in the list, also those of one sense only", () => {
    const page = (retired: string) =>
      unlistedRetired(`| word | meaning | retired |\n| --- | --- | --- |\n| check | a look | ${retired} |`, words);
    expect(page("dry run, witness")).toEqual([]);
    expect(page("")).toEqual([]);
    expect(page("trial (of a file, or of a person)")).toHaveLength(1);
    const trial = { word: "trial of a file", instead: "check", senses: ["trial (of a file, or of a person)"] };
    const row = "| check | a look | trial (of a file, or of a person) |";
    expect(unlistedRetired(`| word | meaning | retired |\n| --- | --- | --- |\n${row}`, [trial])).toEqual([]);
    expect(page("dry run, rehearsal")).toEqual([
      'docs/glossary.md retires "rehearsal", which tooling/documents/retired-words.json does not refuse',
    ]);
  });

  test("are looked for in all these files", () => {
    const files = checkedFiles(root);
    for (const file of [
      ...["README.md", "docs/glossary.md", "apps/web/src/modules/parcels/texts/de.ts", ".env.example"],
      ...[".github/workflows/ci.yml", "e2e/auth.spec.ts", "packages/api/src/platform/mail/texts/en.ts"],
      ...["apps/web/src/app/globals.css", "docs/pgbouncer.ini", "package.json", ".changeset/palette.md"],
    ])
      expect(files, file).toContain(file);
  });

  test("have a valid list", () => expect(readRetired(root).length).toBeGreaterThan(0));
});

describe("pages are easy to read:", () => {
  const hard = (text: string, path = "docs/a.md") => hardPages(of({ [path]: text }));
  const words = (count: number) => `Dog${" dog".repeat(count - 1)}.`;
  // Short sentences, so that one long one does not raise the grade.
  const easy = "The dog sat. ".repeat(20).trim();

  test("a sentence has a limit of words, in paragraphs, lists and tables", () => {
    for (const wrap of ["TEXT", "- TEXT", "| a |\n| --- |\n| TEXT |"]) {
      const page = (count: number) => hard(`${easy}\n\n${wrap.replace("TEXT", words(count))}`);
      expect(page(maxSentenceWords)).toEqual([]);
      expect(page(maxSentenceWords + 1)).toEqual([
        expect.stringContaining(`docs/a.md: a sentence of ${maxSentenceWords + 1} words`),
      ]);
    }
    expect(hard(`${easy} ${words(maxSentenceWords)} ${words(maxSentenceWords)} ${easy}`)).toEqual([]);
  });

  test("a page has a limit of grade", () => {
    const heavy =
      "Organisational responsibilities necessitate comprehensive documentation of institutional considerations.";
    expect(hard(heavy)).toEqual([expect.stringMatching(/^docs\/a\.md reads at grade \d+\.\d, above 9$/)]);
    expect(hard("The dog sat on the mat. The cat ran.")).toEqual([]);
  });

  test("code and headings do not count, nor pages that quote others", () => {
    expect(hard(`# ${words(50)}\n\n\`${words(50)}\`\n\n\`\`\`\n${words(50)}\n\`\`\``)).toEqual([]);
    expect(hard(words(50), "CHANGELOG.md")).toEqual([]);
  });
});

test("a weekly workflow searches for known vulnerabilities", () => {
  const workflow = readFileSync(join(root, ".github/workflows/measure.yml"), "utf8");
  expect(workflow).toMatch(/schedule:\n +- cron: "\d+ \d+ \* \* \d"/);
  expect(workflow).toContain("pnpm audit --prod --audit-level high");
});
