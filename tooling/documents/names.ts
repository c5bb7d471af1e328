import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

type Documents = ReadonlyMap<string, string>;

/** The modules that the documents describe. */
const described = ["items", "parcels", "places", "tags"];

/** Whether the project has all modules that its documents describe. A product made from it may lack some. */
export const isDescribed = (root: string): boolean =>
  described.every((name) => existsSync(join(root, "packages/api/src/modules", name)));

/** Names of other programs, and of examples, that documents mention. */
const otherNames = new Set([
  // Postgres and Citus
  ...["config_file", "enable_incremental_sort", "enable_memoize", "max_prepared_transactions", "pg_dist_authinfo"],
  ...[
    "pg_stat_statements",
    "pg_trgm",
    "sessions_102009",
    "shared_preload_libraries",
    "users_102008",
    "wal_writer_delay",
  ],
  // PgBouncer, nginx, Node, Prometheus, S3
  ...["ignore_startup_parameters", "max_prepared_statements", "server_reset_query", "set_real_ip_from", "target_label"],
  ...["AbortIncompleteMultipartUpload", "AbortMultipartUpload", "DeleteObject", "GetObject", "ListBucket", "PutObject"],
  "NODE_EXTRA_CA_CERTS",
  // PDF, next-intl, DNS
  ...["ActualText", "useExtracted", "_domainkey"],
  // examples
  ...["what_changed", "x_id"],
]);
/** The module of the examples. */
const example = /shelf|shelves/i;

const words = /[A-Za-z_][A-Za-z0-9_]*/g;
const isName = (word: string) => /[a-z][A-Z]|\w_\w|^_\w/.test(word) && !example.test(word);
const fences = /^ *```[\s\S]*?^ *```/gm;

/** All words of the sources. */
function wordsOf(root: string): Set<string> {
  const kinds = "{ts,tsx,mjs,cjs,json,yaml,yml,sql,css,conf,ini,sh,service,csv}";
  const files = globSync(
    [
      `*.${kinds}`,
      "Dockerfile",
      ".env.example",
      `.github/**/*.${kinds}`,
      `{apps,packages,tooling,e2e,bench,deploy,docs}/**/*.${kinds}`,
    ],
    { cwd: root, exclude: (name) => ["node_modules", ".next", ".turbo", ".artifacts"].includes(name) },
  );
  return new Set(files.flatMap((file) => readFileSync(join(root, file), "utf8").match(words) ?? []));
}

/**
 * Names in backticks that neither the sources nor the document's own examples contain.
 *
 * @param known the words of the sources.
 */
export function lostNames(documents: Documents, known: ReadonlySet<string>): string[] {
  return [...documents].flatMap(([path, text]) => {
    const shown = new Set((text.match(fences) ?? []).join("\n").match(words) ?? []);
    const spans = [...text.replace(fences, "").matchAll(/`([^`]+)`/g)].flatMap(
      ([, span = ""]) => span.match(words) ?? [],
    );
    const lost = [...new Set(spans)].filter(
      (name) => isName(name) && !known.has(name) && !shown.has(name) && !otherNames.has(name),
    );
    return lost.map((name) => `${path} names ${name}, which no source contains`);
  });
}

/** The ways in which documents locate a name: `name` of [`file`](link), [`file`](link) with a few words (`name`), [`name`](link). */
const places = [
  /`(?<name>\w+)`\s+(?:of|in)\s+\[`[^`]+`\]\((?<file>[^)#\s]+\.[cm]?[jt]sx?)\)/g,
  /\]\((?<file>[^)#\s]+\.[cm]?[jt]sx?)\)[^[\]|()`;:]{0,60}\(`(?<name>\w+)/g,
  /\[`(?<name>(?=\w*[A-Z])\w+)`\]\((?<file>[^)#\s]+\.[cm]?[jt]sx?)\)/g,
];

/** Names that are not in the file which a document links for them. */
export function misplacedNames(root: string, documents: Documents): string[] {
  return [...documents].flatMap(([path, text]) =>
    places
      .flatMap((place) => [...text.matchAll(place)])
      .map(({ groups }) => ({ name: groups?.name ?? "", file: join(root, dirname(path), groups?.file ?? "") }))
      .filter(({ file }) => existsSync(file))
      .filter(({ name, file }) => !new RegExp(`\\b${name}\\b`).test(readFileSync(file, "utf8")))
      .map(({ name, file }) => `${path}: ${name} is not in ${file.slice(root.length + 1)}`),
  );
}

/** Names in documents that do not exist, or not where the documents say. */
export const wrongNames = (root: string, documents: Documents): string[] => [
  ...lostNames(documents, wordsOf(root)),
  ...misplacedNames(root, documents),
];
