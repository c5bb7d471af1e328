import { execFileSync } from "node:child_process";
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "../cli/processes.ts";

/** Links packages into the copy: workspace packages to those of the copy, all others to the installed ones. */
function bringPackages(copy: string, folder: string): void {
  const installed = join(root, folder, "node_modules");
  if (!existsSync(installed)) return;
  mkdirSync(join(copy, folder, "node_modules"));
  for (const name of readdirSync(installed)) {
    if (name === ".cache") continue;
    const [from, to] = [join(installed, name), join(copy, folder, "node_modules", name)];
    if (name === ".pnpm") symlinkSync(from, to);
    else cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  }
}

/**
 * Copies the project into a new git repository, for tests that change it.
 *
 * @param options.installed whether to link the packages. A build by Next does not accept links.
 * @returns its folder
 */
export function copyProject({ installed = true } = {}): string {
  const copy = mkdtempSync(join(tmpdir(), "waybill-modules-"));
  const git = (...args: string[]) => execFileSync("git", args, { cwd: copy });
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { cwd: root, encoding: "utf8" });
  for (const file of listed.split("\0").filter((each) => each && existsSync(join(root, each)))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  for (const folder of ["", "e2e", "bench", ...globSync("{apps,packages}/*", { cwd: root })])
    if (installed) bringPackages(copy, folder);
  git("init", "-q");
  git("config", "core.autocrlf", "false");
  git("add", "-A");
  git("-c", "user.name=Test", "-c", "user.email=test@example.test", "commit", "-qm", "Begin");
  return copy;
}
