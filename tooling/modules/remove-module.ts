import { rmSync } from "node:fs";
import { join } from "node:path";
import { capture, root } from "../cli/processes.ts";
import { complain, confirm, step, UserError } from "../cli/terminal.ts";
import { readCommand } from "./commands.ts";
import { allowDropping, dropFromLists, dropFromTables, listFiles, tables } from "./lists.ts";
import { dropMigrations, ownMigrations } from "./migrations.ts";
import { formatSources } from "./new-module.ts";
import { dependentsOf, entityOf, filesOf, migrationTags, moduleNames, tablesOf } from "./project.ts";
import { ignoreUnusedExports, unlinkRemovedFiles } from "./unused-exports.ts";

/** Sources that still name a removed module. */
async function whoNames(name: string): Promise<string[]> {
  const paths = [
    `modules/${name}/`,
    `@waybill/db/${name}"`,
    `@waybill/validators/${name}"`,
    `call.${name}.`,
    `"${name}.`,
  ];
  const patterns = paths.flatMap((path) => ["-e", path]);
  const { output } = await capture("git", [
    ...["grep", "--untracked", "-l", "-F", ...patterns, "--", "*.ts", "*.tsx"],
    ":!tooling/modules",
  ]);
  return output.split("\n").filter(Boolean);
}

/** `npm run remove:module`: removes a module with its tables. */
export async function removeModule(args: string[]): Promise<number> {
  const command = readCommand("remove:module", args, (each) =>
    each
      .description("Takes a module out: its files, its lines in lists, its tables.")
      .argument("<name>", "the module, such as shelves")
      .option("--with-dependents", "removes the modules that need it too")
      .option("--yes", "does not ask"),
  );
  if (!command) return 0;
  const [name = ""] = command.args;
  const known = moduleNames(root);
  if (!known.includes(name)) throw new UserError(`There is no module ${name}. Available: ${known.join(", ")}.`);
  const dependents = dependentsOf(root, name);
  if (dependents.length > 0 && !command.opts().withDependents) {
    throw new UserError(`${name} is needed by ${dependents.join(", ")}. --with-dependents removes them too.`);
  }
  const going = [...dependents, name];
  const goingTables = going.flatMap((each) => tablesOf(root, each));
  const migrations = ownMigrations(root, goingTables);
  process.stdout.write(
    [
      `This goes: ${going.join(", ")}.`,
      ...going.flatMap((each) => filesOf(root, each)).map((file) => `  ${file}`),
      ...(migrations.length > 0
        ? migrations.map((tag) => `  the migration ${tag}: a database that has run it keeps its tables`)
        : [`  by a new migration, with all that is in them: the tables ${goingTables.join(", ")}`]),
      `  lines in ${[...listFiles, ...tables].join(", ")}\n`,
    ].join("\n"),
  );
  if (!command.opts().yes) await confirm("Remove this? Type yes: ", "Nothing was removed.");
  for (const each of going) {
    dropFromLists(root, each, entityOf(root, each));
    dropFromTables(root, each);
    for (const file of filesOf(root, each)) rmSync(join(root, file), { recursive: true });
  }
  if (migrations.length > 0) dropMigrations(root, migrations);
  else await dropTables(going);
  const unlinked = await unlinkRemovedFiles(root);
  const unused = await ignoreUnusedExports(root);
  await formatSources([...listFiles, ...unlinked, ...(unused.length > 0 ? ["knip.json"] : [])]);
  if (unused.length > 0) {
    step(`Nothing uses these until another module does (listed in knip.json):\n    ${unused.join("\n    ")}`);
  }
  for (const each of going) {
    const left = await whoNames(each);
    if (left.length > 0) complain(`${each} is still named by:\n    ${left.join("\n    ")}`);
  }
  step(`Removed: ${going.join(", ")}.`);
  return 0;
}

/** Writes the migration that drops the tables of removed modules. */
async function dropTables(names: readonly string[]): Promise<void> {
  const before = migrationTags(root).at(-1);
  const args = ["generate", "--name", `without_${names.join("_")}`];
  const { code, output } = await capture("drizzle-kit", args, { folder: "packages/db" });
  const tag = migrationTags(root).at(-1);
  // drizzle-kit exits with 0 even if it cannot read the schema.
  if (code !== 0 || tag === undefined || tag === before) {
    throw new UserError(`The migration could not be written. git checkout . restores the files.\n${output}`);
  }
  allowDropping(root, tag);
  complain(`The previous version still reads these tables: stop it before ${tag} runs.`);
}
