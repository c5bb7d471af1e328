import { UserError } from "../cli/terminal.ts";

// A new product has no demo data, so that no one can sign in with a published password. `DEMO=true` enables it.

/** Replacements by file: the text, and the text in a copy. */
export const withoutDemo: Readonly<Record<string, readonly (readonly [before: string, after: string])[]>> = {
  "packages/config/src/schema.ts": [["DEMO: flag.default(true)", "DEMO: flag.default(false)"]],
  "docs/settings.md": [
    [
      "| `DEMO`                                                                      | true                                   |",
      "| `DEMO`                                                                      | false                                  |",
    ],
  ],
  "README.md": [
    ["prints the URL and a demo sign-in", "prints the URL"],
    ["and sign in as `demo@waybill.localhost` with `waybill-demo`, or sign up: without", "and sign up: without"],
    ["It writes demo data only into its own embedded Postgres (`DEMO=false`: none).", "`DEMO=true` adds demo data."],
  ],
  "SECURITY.md": [
    ["`npm start` without `DATABASE_URL`, and", "`DEMO=true npm start` without `DATABASE_URL`, and"],
    [", unless `DEMO=false`: the", ": the"],
  ],
};

/**
 * The text of a file in a copy without demo data.
 *
 * @throws {UserError} if the file no longer contains the replaced text
 */
export function textWithoutDemo(file: string, text: string): string {
  return (withoutDemo[file] ?? []).reduce((now, [before, after]) => {
    if (!now.includes(before)) throw new UserError(`${file} has not: ${before} (tooling/modules/without-demo.ts).`);
    return now.replace(before, () => after);
  }, text);
}
