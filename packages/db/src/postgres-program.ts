import { spawn } from "node:child_process";
import { BackupError } from "./backup-error.ts";

/**
 * Runs a program of Postgres. The password is not in its arguments, which other accounts can read.
 *
 * @param libpq the URL of one server, for libpq.
 */
export async function runProgram(program: string, libpq: string, args: string[]): Promise<void> {
  const url = new URL(libpq);
  const { password } = url;
  url.password = "";
  const { PATH, HOME, TZ } = process.env;
  const child = spawn(program, [`--dbname=${url.href}`, ...args], {
    env: {
      NODE_ENV: process.env.NODE_ENV,
      PATH,
      HOME,
      TZ,
      PGPASSWORD: decodeURIComponent(password),
      PGAPPNAME: "waybill-backup",
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let output = "";
  child.stderr.on("data", (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-4000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "ENOENT"
          ? new BackupError(
              `${program} is not there. Install the client programs of Postgres (Debian: postgresql-client).`,
            )
          : error,
      ),
    );
    child.once("close", resolve);
  });
  if (code === 0) return;
  const hint = output.includes("server version mismatch")
    ? "\nInstall client programs that are as new as the server, and have them first on the PATH."
    : "";
  throw new BackupError(`${program} has failed:\n${output.trim()}${hint}`);
}
