import { Explained } from "../cli/terminal.ts";

// A product begins without the demonstration: no one signs in with a published password. Its code stays, behind `DEMO=true`.

/** What texts say instead, by file: what stands there, and what stands in a copy. */
export const withoutDemo: Readonly<Record<string, readonly (readonly [before: string, after: string])[]>> = {
  "packages/config/src/schema.ts": [["DEMO: flag.default(true)", "DEMO: flag.default(false)"]],
  "docs/settings.md": [
    [
      "| `DEMO`                                                                      | true                                   |",
      "| `DEMO`                                                                      | false                                  |",
    ],
  ],
  "README.md": [
    ["prints the address and a demo sign-in", "prints the address"],
    ["and sign in as `demo@waybill.localhost` with `waybill-demo`, or sign up: without", "and sign up: without"],
    ["It writes demo data only into its own embedded Postgres (`DEMO=false`: none).", "`DEMO=true` adds demo data."],
  ],
  "SECURITY.md": [
    ["`npm start` without `DATABASE_URL`, and", "`DEMO=true npm start` without `DATABASE_URL`, and"],
    [", unless `DEMO=false`: the", ": the"],
  ],
};

/**
 * A file's text as it stands in a copy, which has no demonstration.
 *
 * @throws {Explained} where the text has changed, and what it is to say instead has not
 */
export function textWithoutDemo(file: string, text: string): string {
  return (withoutDemo[file] ?? []).reduce((now, [before, after]) => {
    if (!now.includes(before)) throw new Explained(`${file} has not: ${before} (tooling/modules/without-demo.ts).`);
    return now.replace(before, () => after);
  }, text);
}
