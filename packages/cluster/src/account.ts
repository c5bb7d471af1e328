import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The system account of the server. */
export interface Account {
  uid: number;
  gid: number;
}

/** The account of the server: our own, unless we are root, which Postgres refuses. */
export function serverAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const number = (flag: string) =>
    Number(execFileSync("id", [flag, "postgres"], { stdio: ["ignore", "pipe", "ignore"] }));
  try {
    return { uid: number("-u"), gid: number("-g") };
  } catch {
    execFileSync("useradd", ["--system", "--user-group", "--no-create-home", "postgres"]);
    return { uid: number("-u"), gid: number("-g") };
  }
}

/** Whether an unprivileged account can reach a path: every parent folder is executable for others. */
export function isReachable(path: string, account: Account | undefined): boolean {
  if (!account) return true;
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (!existsSync(folder)) continue;
    const { mode, uid } = statSync(folder);
    if (!(mode & 0o001) && !(uid === account.uid && mode & 0o100)) return false;
  }
  return true;
}

/**
 * The location of a data folder's cluster: the folder itself or, if the server's account cannot reach it (`/root`), another
 * one.
 */
export function clusterHome(directory: string, account: Account | undefined = serverAccount()): string {
  const path = resolve(directory);
  if (isReachable(join(path, "postgres"), account)) return path;
  return join("/var/lib", `waybill${path.replaceAll("/", "-")}`);
}
