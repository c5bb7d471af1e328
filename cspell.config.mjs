import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

const root = import.meta.dirname;

/** No words: pieces of them in patterns and in tests, and what tests misspell. */
const pieces = `
  aaboxes abboxes abcdefghjkmnpqrstvwxyz aeiou aset assword bfnrtv dmyhs econn eenvelope emessage
  berlni eonsense fperator gast hoppre hxxp imagee itmes kropka ller lovealce manieth mller myproduct mysecretpassword noehter
  nokta nvitations olddiht onsense passw perator pixs pixx pixy ponto punkt punto readyness selekt serch
  sfatal someprogram strae terminat uall unter unts vfatal xchunked zzmice zzmouse
`;

/** How the modules call themselves, their things and their fields: a new module needs no entry in the list of words. */
function wordsOfModules() {
  const folders = globSync("packages/api/src/modules/*/index.ts", { cwd: root }).map((file) =>
    basename(join(file, "..")),
  );
  const declared = folders.flatMap((name) =>
    [`packages/db/src/schema/${name}.ts`, `packages/validators/src/${name}.ts`]
      .map((file) => join(root, file))
      .filter((file) => existsSync(file))
      .flatMap((file) => readFileSync(file, "utf8").match(/(?<=^ +)\w+(?=: )|(?<=(?:name|plural): ")\w+/gm) ?? []),
  );
  const words = [...folders, ...declared].flatMap((name) => name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? []);
  return [...new Set(words.map((word) => word.toLowerCase()))];
}

/** Spelling of names, comments, texts and documents: British English, and the words of tooling/documents/words.txt. */
export default {
  version: "0.2",
  language: "en-GB",
  import: ["@cspell/dict-de-de/cspell-ext.json"],
  // Pages in German: words may be put together there.
  overrides: [
    {
      filename:
        "**/{texts/{de,phrases,former-phrases,phrases.test},boundaries/api-phrases.test,modules/*/api-texts.browser.test,layers/texts,server/gateway/gateway.test}.ts{,x}",
      language: "de,en-GB",
      allowCompoundWords: true,
    },
    {
      filename:
        "{docs/{languages,glossary}.md,packages/api/src/{core/texts,platform/{mail/mail,auth/auth},modules/*/dashboard/days}.test.ts}",
      language: "de,en-GB",
    },
  ],
  dictionaryDefinitions: [{ name: "words", path: join(root, "tooling/documents/words.txt") }],
  dictionaries: ["words"],
  // The product's name goes into a copy under its own (`npm run create`).
  words: ["waybill", ...wordsOfModules()],
  ignoreWords: pieces.trim().split(/\s+/),
  files: ["**"],
  useGitignore: true,
  enableGlobDot: true,
  ignoreRegExpList: [
    // A word of another language has a letter that English lacks.
    "/[\\p{L}\\p{M}'’]*(?![A-Za-z])\\p{L}[\\p{L}\\p{M}'’]*/gu",
    // Escapes, and anchors of headings, which run words together.
    "/\\\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|[bfnrtv0])/gi",
    "/%[0-9a-f]{2}/gi",
    "/\\.md#[\\w-]+/g",
  ],
  ignorePaths: [
    ".git",
    "pnpm-lock.yaml",
    // Texts of others, what is generated, and what is never edited.
    "LICENSE",
    "CODE_OF_CONDUCT.md",
    "patches/**",
    "packages/db/migrations/**",
    "**/generated/**",
    "bench/statements.json",
    "tooling/documents/retired-words.json",
    // Words of other languages: headings of imported files, addresses, names of countries and scripts.
    "**/{imports,labels,cases,demo}/**/*.{csv,json,txt}",
    "**/imports/{address-names,columns,countries,currencies,numbers,encoding.test,tables.test}.ts",
    "**/import*.test.ts",
    "**/modules/*/{columns,demo,imports/columns,imports/order-states}.ts",
    "**/print/{scripts,shape-line.test,lines.test}.ts",
    "**/exports.test.ts",
    "e2e/{imports,language}.spec.ts",
    "e2e/modules/*.ts",
    // Misspelled on purpose, and random letters.
    "**/search/misspellings.test.ts",
    "**/search.test.ts",
    "**/{names,passwords,auth,factors}.test.ts",
    "packages/validators/src/{text,validators,places}.test.ts",
    "apps/web/src/server/session-cookie.test.ts",
    "apps/web/src/formats/format.test.ts",
  ],
};
