import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Account } from "./account.ts";
import { owner } from "./databases.ts";
import { serverEnvironment } from "./environment.ts";
import { ClusterError } from "./error.ts";

/**
 * Creates the cluster at a temporary path and renames it when complete, so that an interruption leaves no incomplete cluster.
 *
 * @throws {ClusterError}
 */
export function initialise(
  data: string,
  { initdb, version }: { initdb: string; version: number },
  password: string,
  account: Account | undefined,
) {
  const fresh = `${data}.new`;
  const passwordFile = join(tmpdir(), `waybill-${randomBytes(8).toString("hex")}`);
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account) {
    chownSync(fresh, account.uid, account.gid);
    chownSync(passwordFile, account.uid, account.gid);
  }
  try {
    const flags = ["--auth=scram-sha-256", `--username=${owner}`, `--pwfile=${passwordFile}`, "--encoding=UTF8"];
    // Case mapping of all scripts, the same on every system; sorting by code points.
    const builtin = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
    // Before version 17 the system's library is used, which has this locale only on Linux.
    const locale = version >= 17 ? builtin : ["--locale=C.UTF-8"];
    execFileSync(initdb, [`--pgdata=${fresh}`, ...flags, ...locale], {
      ...account,
      env: serverEnvironment(),
      stdio: "pipe",
      cwd: "/",
    });
  } catch (error) {
    const reason = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
    throw new ClusterError(`Postgres could not create its data folder ${data}:\n${reason}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(fresh, data);
}
