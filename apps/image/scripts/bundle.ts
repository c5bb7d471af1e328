// Writes the production files into a folder: bundled servers and commands, built pages, and packages that are not bundled.
// `node scripts/bundle.ts FOLDER`, after `npm run build`; the Dockerfile and the tests call it.
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  globSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const own = join(root, "apps/image");
const pages = join(root, "apps/web/.next");
const manifest: { dependencies: Record<string, string> } = JSON.parse(readFileSync(join(own, "package.json"), "utf8"));
const installed = Object.keys(manifest.dependencies);

/** Packages without a static import: loaded by name at run time, or needed only by pages. */
const unnamed = /^(?:@fontsource-variable\/|i18n-iso-countries$|react-dom$|react$)/;

/** Unused parts of packages, as paths in `node_modules/.pnpm`, with the reason. */
const superfluous = {
  "@next+swc-*": "compiles, when pages are built",
  "{sharp@*,@img+*}": "makes smaller pictures; the pages have none",
  "playwright*": "drives the pages' browser in tests",
  "next@*/node_modules/next/dist/{docs,esm,next-devtools,bundle-analyzer}":
    "documentation, and what builds and development use",
  "next@*/node_modules/next/dist/compiled/*-experimental": "React's experiments, which next.config.ts does not turn on",
  "next@*/node_modules/next/dist/compiled/next-server/*{.dev.js,-experimental.*}": "the same, and development",
  "**/*.development.js": "React in development",
  "**/*.{map,d.ts,d.mts,d.cts}": "for people who debug, and for compilers",
};

const [given] = process.argv.slice(2);
if (!given) throw new Error("Give the folder to write: node scripts/bundle.ts FOLDER");
const folder = resolve(given);
if (existsSync(folder) && readdirSync(folder).length > 0) throw new Error(`${folder} is not empty.`);
if (!existsSync(join(pages, "BUILD_ID"))) throw new Error("The pages are not built: run `npm run build` first.");

install();
await bundle();
copyPages();
prune();
// Another system user runs the files, regardless of the umask here.
execFileSync("chmod", ["-R", "a+rX", folder]);

/** Installs the packages that are not bundled, in the versions of the lockfile. */
function install() {
  const flags = ["--prod", "--ignore-scripts", "--prefer-offline", "--reporter=append-only", "--loglevel=warn"];
  execFileSync("pnpm", ["--filter", "@waybill/image", "deploy", ...flags, folder], { cwd: root, stdio: "inherit" });
  for (const name of ["src", "scripts", "tsconfig.json"]) rmSync(join(folder, name), { recursive: true, force: true });
}

/** Bundles the servers and commands: one file each, and shared ones. */
async function bundle() {
  // The depth matters: the web server looks for its pages two folders up, the migration for its files one.
  const outdir = join(folder, "server/bin");
  const options = { bundle: true, splitting: true, format: "esm", platform: "node", target: "node24" } as const;
  const { metafile } = await build({
    ...options,
    entryPoints: { main: join(own, "src/main.ts") },
    absWorkingDir: root,
    outdir,
    metafile: true,
    legalComments: "inline",
    external: installed.flatMap((name) => [name, `${name}/*`]),
    // CommonJS packages call `require` for Node's modules.
    banner: {
      js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
    },
  });
  requireSameNames(metafile);
  requireNothingFirst(metafile);
  cpSync(join(root, "packages/db/migrations"), join(folder, "server/migrations"), { recursive: true });
  await build({
    ...options,
    splitting: false,
    entryPoints: [join(root, "apps/web/next.runtime.config.ts")],
    outfile: join(folder, "next.config.mjs"),
  });
}

/** @throws for a package in package.json that nothing imports */
function requireSameNames({ outputs }: Metafile) {
  const asked = Object.values(outputs).flatMap(({ imports }) =>
    imports.filter(({ external }) => external).map(({ path }) => path),
  );
  const isAsked = (name: string) => asked.some((path) => path === name || path.startsWith(`${name}/`));
  const idle = installed.filter((name) => !unnamed.test(name) && !isAsked(name));
  if (idle.length > 0) throw new Error(`Nothing uses ${idle.join(", ")}: take them out of apps/image/package.json.`);
}

/** @throws if the entry point loads a file before it checks the version of Node */
function requireNothingFirst({ outputs }: Metafile) {
  const [, entry] = Object.entries(outputs).find(([path]) => path.endsWith("server/bin/main.js")) ?? [];
  if (!entry) throw new Error("There is no server/bin/main.js.");
  const first = entry.imports.filter(({ kind, path }) => kind === "import-statement" && !path.startsWith("node:"));
  if (first.length > 0) throw new Error(`main.js loads ${first.map(({ path }) => path).join(", ")} first.`);
}

/** Copies the built pages, with links to the packages installed here. */
function copyPages() {
  const into = join(folder, ".next");
  const left = /^(?:cache|dev|trace|types|diagnostics|node_modules)$/;
  mkdirSync(into);
  for (const name of readdirSync(pages).filter((entry) => !left.test(entry))) {
    cpSync(join(pages, name), join(into, name), { recursive: true, filter: (path) => !path.endsWith(".map") });
  }
  for (const path of globSync("node_modules/{*,@*/*}", { cwd: pages })) {
    const link = join(pages, path);
    if (!lstatSync(link).isSymbolicLink()) continue;
    // The name of a package and a hash of its contents.
    const target = join(folder, path.replace(/-[0-9a-f]{16}$/, ""));
    if (!existsSync(target)) throw new Error(`The pages use ${path}, which apps/image/package.json does not name.`);
    const copy = join(into, path);
    mkdirSync(dirname(copy), { recursive: true });
    symlinkSync(relative(dirname(copy), target), copy);
  }
}

/** Removes unused files. */
function prune() {
  const store = join(folder, "node_modules/.pnpm");
  for (const pattern of Object.keys(superfluous)) {
    const found = globSync(pattern, { cwd: store });
    if (found.length === 0) throw new Error(`There is no ${pattern} to be left out any more.`);
    for (const path of found) rmSync(join(store, path), { recursive: true });
  }
  for (const path of globSync("**", { cwd: join(folder, "node_modules") })) {
    const link = join(folder, "node_modules", path);
    if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() && !statSync(link, { throwIfNoEntry: false }))
      rmSync(link);
  }
}
