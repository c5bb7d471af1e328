import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { capture, root } from "../cli/processes.ts";
import { complain, step, UserError } from "../cli/terminal.ts";
import { readCommand } from "./commands.ts";
import { moduleNames, needsOf } from "./project.ts";
import { formsOf, type ProductName, productName, renamed } from "./rename.ts";
import { textWithoutDemo } from "./without-demo.ts";

/** Files about this product's history, which a copy omits. */
const history = [/^\.changeset\/(?!config\.json|README).*\.md$/, /^CHANGELOG\.md$/];

/** Files without renaming: the licence names its holders. */
const asItIs = new Set(["LICENSE"]);

/** The files of this repository, in their current state. */
async function filesHere(): Promise<string[]> {
  const { code, output } = await capture("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
  if (code !== 0) throw new UserError("This folder is not a git clone: git does not know which files belong to it.");
  const files = output.split("\0").filter((file) => file !== "" && existsSync(join(root, file)));
  return files.filter((file) => !history.some((pattern) => pattern.test(file)));
}

/** Copies a file, with the product's name in its path and its text. */
function copyFile(file: string, target: string, name: ProductName): void {
  const from = join(root, file);
  const to = join(target, renamed(file, name));
  mkdirSync(dirname(to), { recursive: true });
  const bytes = readFileSync(from);
  const isText = !bytes.includes(0) && !asItIs.has(file);
  writeFileSync(to, isText ? renamed(textWithoutDemo(file, bytes.toString()), name) : bytes);
  chmodSync(to, statSync(from).mode & 0o777);
}

/**
 * The modules that a copy omits.
 *
 * @param kept the value of `--modules`; all modules by default.
 * @throws {UserError} for an unknown module, or if a needed one is missing
 */
export function modulesToRemove(from: string, kept: string | undefined): string[] {
  const known = moduleNames(from);
  if (kept === undefined) return [];
  const names = kept === "none" ? [] : kept.split(",").map((name) => name.trim());
  for (const name of names) {
    if (!known.includes(name))
      throw new UserError(`There is no module ${name}. Available: ${known.join(", ")}, or none.`);
    const missing = needsOf(from, name).filter((needed) => !names.includes(needed));
    if (missing.length > 0) throw new UserError(`${name} needs ${missing.join(", ")}: name it in --modules too.`);
  }
  return known.filter((name) => !names.includes(name));
}

/** Runs a command in the copy. @throws {UserError} with its output if it fails */
async function inCopy(target: string, command: string, args: string[]): Promise<string> {
  // Commands run in the root: the path is relative to it.
  const { code, output } = await capture(command, args, { folder: relative(root, target) });
  if (code !== 0) throw new UserError(`${command} ${args.join(" ")} failed in ${target}:\n${output}`);
  return output;
}

/** Makes the first commit of the copy. Without an author in git's settings, the product is the author. */
async function startHistory(target: string, { folder, title }: ProductName): Promise<void> {
  await inCopy(target, "git", ["init", "--quiet", "--initial-branch=main"]);
  await inCopy(target, "git", ["add", "--all"]);
  const known = await capture("git", ["var", "GIT_AUTHOR_IDENT"], { folder: relative(root, target) });
  const identity = known.code === 0 ? [] : ["-c", `user.name=${title}`, "-c", `user.email=${folder}@localhost`];
  await inCopy(target, "git", [...identity, "commit", "--quiet", "--message", `Begin ${title}`]);
}

/** `npm run create`: creates a product in another folder: a copy under another name, with the selected modules. */
export async function create(args: string[]): Promise<number> {
  const command = readCommand("create", args, (each) =>
    each
      .description(
        "Makes a product of your own: a copy of this repository under another name, with a history of its own.",
      )
      .argument("<folder>", "a folder that is not there yet, such as ../my-product; its name is the product's")
      .option(
        "--modules <names>",
        "the business modules to keep, such as items,tags, or none; all where this is left out",
      ),
  );
  if (!command) return 0;
  const target = resolve(process.env.INIT_CWD ?? process.cwd(), command.args[0] ?? "");
  if (!productName.test(basename(target))) {
    throw new UserError(
      `${basename(target)} cannot be a product's name. Take small letters, digits and single hyphens, such as my-product.`,
    );
  }
  if (existsSync(target) && readdirSync(target).length > 0) throw new UserError(`${target} is not empty.`);
  if (!relative(root, target).startsWith("..")) throw new UserError(`${target} is inside of this repository.`);
  const name = formsOf(basename(target));
  const going = modulesToRemove(root, command.opts().modules);

  step(`Copying to ${target}`);
  try {
    for (const file of await filesHere()) copyFile(file, target, name);
    step("Installing packages");
    await inCopy(target, "node", ["tooling/bootstrap.mjs", "format"]);
    await inCopy(target, "git", ["init", "--quiet", "--initial-branch=main"]);
    for (const module of going) {
      if (!moduleNames(target).includes(module)) continue;
      step(`Removing ${module}`);
      await inCopy(target, "node", ["tooling/bootstrap.mjs", "remove:module", module, "--with-dependents", "--yes"]);
    }
    await inCopy(target, "node", ["tooling/bootstrap.mjs", "format"]);
    writeFileSync(join(target, "CHANGELOG.md"), "# Changelog\n");
    await startHistory(target, name);
  } catch (error) {
    complain(`The incomplete copy is in ${target}.`);
    throw error;
  }
  step(`${name.title} is in ${target}. Next: cd ${target} && npm start`);
  return 0;
}
