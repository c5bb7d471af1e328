import { globSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { apiPhrases, formerProblemsOf, phrasesOfSource, problemsOf } from "./api-phrases.ts";

const root = join(import.meta.dirname, "../..");

/** The translations of each folder of the web app that has some. @param file the name of their files */
async function phrasesOfFolders(file: "phrases" | "former-phrases"): Promise<Map<string, Record<string, string>>> {
  const files = globSync(`apps/web/src/{components,modules/*,platform/*}/texts/${file}.ts`, { cwd: root }).sort();
  const folders = await Promise.all(
    files.map(async (path) => {
      const exported: Record<string, { de: Record<string, string> }> = await import(join(root, path));
      const [phrases] = Object.values(exported);
      return [path.replace(/^apps\/web\/src\/|\/texts\/[\w-]+\.ts$/g, ""), phrases?.de ?? {}] as const;
    }),
  );
  return new Map(folders);
}

test("every text of the API that a page shows has a German phrase, and every phrase a text", async () => {
  const phrases = apiPhrases(root);
  expect(phrases.length).toBeGreaterThan(100);
  expect(problemsOf(phrases, await phrasesOfFolders("phrases"))).toEqual([]);
});

test("former phrases are no texts of the API, and have the placeholders of their translations", async () => {
  const former = await phrasesOfFolders("former-phrases");
  expect([...former.values()].flatMap((phrases) => Object.keys(phrases)).length).toBeGreaterThan(10);
  expect(formerProblemsOf(apiPhrases(root), former)).toEqual([]);
  const used = new Map([
    ["modules/tags", { "created the tag {0}": "hat {0} angelegt", "made {0}": "hat {1} erstellt" }],
  ]);
  expect(formerProblemsOf([{ file: "a.ts", line: 1, phrase: "created the tag {0}" }], used)).toEqual([
    "modules/tags has a former phrase that is in use: created the tag {0}",
    "modules/tags has other placeholders than: made {0}",
  ]);
});

const file = "packages/api/src/modules/tags/service.ts";
const found = (source: string, where = file) => phrasesOfSource(where, source).map(({ phrase }) => phrase);

describe("texts of the API are found:", () => {
  test.each([
    ["a message", 'refuse({ path: [], message: "This tag is taken." });', ["This tag is taken."]],
    [
      "a message with values",
      `refuse({ message: \`Only \${count} of \${name} are left.\` });`,
      ["Only {0} of {1} are left."],
    ],
    ["a constant", 'export const away = "The database is not responding.";', ["The database is not responding."]],
    [
      "messages of a schema",
      'text().refine(isCode, "Use a code, such as EUR.").meta({ a: "A code." });',
      ["Use a code, such as EUR."],
    ],
    ["a title", 'defineJob({ title: "Import tags" });', ["Import tags"]],
    ["a title of one word", 'defineFileKind({ title: "Label" });', ["Label"]],
    [
      "the summary of an event",
      `defineEvent({ summary: ({ name }) => \`created the tag \${name}\` });`,
      ["created the tag {0}"],
    ],
    [
      "a summary with a count",
      `const summary = count === 1 ? \`retried 1 job “\${title}”\` : \`retried \${count} jobs “\${title}”\`;`,
      ["retried 1 job “{0}”", "retried {0} jobs “{1}”"],
    ],
    [
      "a summary",
      `const summary = all ? \`exported all \${what}\` : \`exported filtered \${what}\`;`,
      ["exported all {0}", "exported filtered {0}"],
    ],
    ["progress", `job.progress(1, 2, \`\${done} rows\`);`, ["{0} rows"]],
    ["a line of a job", `job.addLogLine(\`\${name}: \${reason}\`);`, ["{0}: {1}"]],
    [
      "a conditional part",
      `const a = \`Tried \${n} times. \${last ? "That was all." : "Once more."}\`;`,
      ["Tried {0} times. That was all.", "Tried {0} times. Once more."],
    ],
    [
      "a value with a default",
      `const a = \`Prices in \${currency ?? "EUR"} are whole.\`;`,
      ["Prices in {0} are whole."],
    ],
    [
      "a sentence as a default value",
      `const a = own ?? \`This \${word} cannot be used.\`;`,
      ["This {0} cannot be used."],
    ],
    [
      "a concatenation",
      'const a = "There is no room. " + "Remove something.";',
      ["There is no room. Remove something."],
    ],
    [
      "the word for an entity",
      'entity({ name: "shelf", plural: "shelves" }); entity({ name: "apiKey", word: "API key" });',
      ["shelf", "API key"],
    ],
    ["a title with a number", `const title = \`Column \${index + 1}\`;`, ["Column {0}"]],
    ["a built-in role", 'export const roles = ["owner", "viewer"] as const;', ["owner", "viewer"]],
    ["the subject of an export", 'defineExport({ what: "tags" });', ["tags"]],
  ])("%s", (_what, source, phrases) => expect(found(source)).toEqual(phrases));
});

test("texts of logs, programmers' errors and SQL are not texts of pages", () => {
  expect(
    found(`import { a } from "A module. Of its own.";
      const key: "Always this." = derivedKey(settings, "Links in mail.");
      ctx.log.warn({ id }, "The job was lost.");
      if (!known) throw new Error("No unit of work is open here.");
      db.select().for("no key update");
      const rows = sql\`Select nothing. \${id}\`;
      const state = row.state === "failed" ? "open" : "parcels.read";`),
  ).toEqual([]);
});

test("a carrier's error is shown as the job's error", () => {
  const source = 'throw new Error("The carrier did not respond.");';
  expect(found(source)).toEqual([]);
  expect(found(source, "packages/api/src/modules/parcels/carriers/http.ts")).toEqual(["The carrier did not respond."]);
});

test("only a command's activity entries are shown, not its output", () => {
  const source = `const summary = "granted operator rights"; const a = "No account has this email address.";
    recordSecrets(request, "drop", "removed the former secrets");`;
  const recorded = ["granted operator rights", "removed the former secrets"];
  expect(found(source, "packages/api/src/command-line/index.ts")).toEqual(recorded);
  expect(found(source, "apps/cli/src/commands/secrets.ts")).toEqual(recorded);
});

describe("translations:", () => {
  const at = (phrase: string, where = file) => ({ file: where, line: 1, phrase });
  const ofCore = "packages/api/src/core/errors.ts";
  const problems = (phrases: ReturnType<typeof at>[], folders: Record<string, Record<string, string>>) =>
    problemsOf(phrases, new Map(Object.entries(folders)));

  test("a missing one is reported", () => {
    expect(problems([at("This tag is taken.")], { "modules/tags": {}, components: {} })).toEqual([
      `${file}:1 has no translation in modules/tags: This tag is taken.`,
    ]);
  });
  test("one in another module, which may be removed, is reported as missing", () => {
    const folders = { "modules/tags": {}, "modules/items": { "Taken.": "Vergeben." } };
    expect(problems([at("Taken.")], folders)).toEqual([
      `${file}:1 has no translation in modules/tags: Taken.`,
      "modules/items translates an unused phrase: Taken.",
    ]);
    expect(problems([at("Taken.", ofCore)], { "modules/tags": { "Taken.": "Vergeben." } })).toHaveLength(2);
  });
  test("an unused one is reported", () => {
    expect(problems([], { components: { "Gone.": "Weg." } })).toEqual([
      "components translates an unused phrase: Gone.",
    ]);
  });
  test.each(["{0} ist weg.", "{0} und {2} sind weg.", "{0}, {1, text} und {2} sind weg."])(
    "one with other placeholders is reported: %s",
    (translation) => {
      expect(
        problems([at("{0} and {1} are gone.")], { "modules/tags": { "{0} and {1} are gone.": translation } }),
      ).toEqual(["modules/tags has other placeholders than: {0} and {1} are gone."]);
    },
  );
  test("correct ones pass", () => {
    const folders = {
      "modules/tags": {
        "{0} and {1} are gone.": "{1, text} und {0, number} sind weg.",
        "Use a code.": "Bitte einen Code.",
      },
      "platform/auth": { "Sign in.": "Bitte anmelden.", "Both say it.": "Beide sagen es." },
    };
    const phrases = [
      at("{0} and {1} are gone."),
      at("Use a code.", "packages/validators/src/tags.ts"),
      at("Sign in.", ofCore),
      at("Both say it."),
    ];
    expect(problems(phrases, folders)).toEqual([]);
  });
});
