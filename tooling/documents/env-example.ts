import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type SettingFacts, settingFacts } from "@waybill/config";

export const exampleFile = ".env.example";

/** What docs/settings.md says of each setting, by its name: a row may speak of several. */
function describedSettings(document: string): Map<string, string> {
  const rows = document.matchAll(/^\| ((?:`[A-Z0-9_]+`(?:, )?)+) +\|[^|]*\| ([^|]+?) +\|$/gm);
  return new Map(
    [...rows].flatMap(([, names = "", says = ""]) =>
      [...names.matchAll(/`([A-Z0-9_]+)`/g)].map(([, name = ""]): [string, string] => [name, plain(says)]),
    ),
  );
}

/** Markdown as plain text. */
const plain = (text: string) => text.replace(/\[([^\]]+)\]\([^)]+\)/g, "$1").replaceAll("`", "");

/**
 * `.env.example`: every setting with its default, commented out.
 *
 * @throws for a setting that docs/settings.md does not have
 */
export function envExample(document: string, settings: readonly SettingFacts[] = settingFacts()): string {
  const said = describedSettings(document);
  const missing = settings.filter(({ name }) => !said.has(name)).map(({ name }) => name);
  if (missing.length > 0) throw new Error(`docs/settings.md does not describe ${missing.join(", ")}.`);
  const lines: string[] = [];
  let last = "";
  for (const { name, secret, fallback } of settings) {
    const words = said.get(name) ?? "";
    if (words !== last) lines.push("", `# ${words}`);
    last = words;
    if (secret) lines.push(`# (or ${name}_FILE: the path of a file that holds it)`);
    lines.push(`# ${name}=${fallback?.includes(" ") ? `"${fallback}"` : (fallback ?? "")}`);
  }
  return [
    "# Settings, with their defaults: docs/settings.md. Copy it to .env, and uncomment what you set.",
    "# `npm start` needs none of them. Written by `npm run format` from the schema in packages/config.",
    ...lines,
    "",
  ].join("\n");
}

/** The same for the project in a folder. */
export const envExampleOf = (root: string): string => envExample(readFileSync(join(root, "docs/settings.md"), "utf8"));
