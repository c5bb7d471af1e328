import { readableServer } from "@waybill/postgres";
import postgres, { type Sql } from "postgres";
import { BackupError } from "./backup-error.ts";
import { backupRole, unreadableForBackup } from "./backup-role.ts";
import { isApplicationLogin } from "./owner-rights.ts";
import { sumSettings } from "./table-sums.ts";

/**
 * Reads a database in one snapshot, as the backup role.
 *
 * @param work gets the snapshot's name, and the server's URL for libpq.
 */
export async function inSnapshot<T>(
  database: string,
  work: (sql: Sql, snapshot: string, libpq: string) => Promise<T>,
): Promise<T> {
  const { url, ssl, libpq } = await readableServer(database);
  const sql = postgres(url, { max: 1, ssl, onnotice: () => {}, fetch_types: false });
  try {
    const unreadable = await unreadableForBackup(sql);
    const remedy = "npm run db:migrate gives it what it needs; where its login may not make roles, see docs/backup.md.";
    if (unreadable === null) throw new BackupError(`There is no role ${backupRole}, which makes backups. ${remedy}`);
    if (unreadable.length > 0) {
      const named = `${unreadable.slice(0, 5).join(", ")}${unreadable.length > 5 ? ", …" : ""}`;
      throw new BackupError(`The role ${backupRole} lacks ${named}: a backup would be incomplete. ${remedy}`);
    }
    await sql.unsafe("begin isolation level repeatable read read only");
    const [own] = await sql<{ login: string }[]>`select quote_ident(session_user) as login`;
    const ofApplication = await isApplicationLogin(sql);
    await sql.unsafe(`set local role ${backupRole}`).catch((error: Error) => {
      // The application's login must never be a member: it would read all tenants' rows.
      if (ofApplication) {
        throw new BackupError(
          `The login ${own?.login} is the application's, which makes no backups. Use the login of the owner, or one only for backups, in DATABASE_OWNER_URL. See docs/backup.md.`,
        );
      }
      throw new BackupError(
        `The login ${own?.login} may not become ${backupRole} (${error.message}). As a login that may give the role: grant ${backupRole} to ${own?.login};`,
      );
    });
    for (const [name, value] of Object.entries(sumSettings)) await sql`select set_config(${name}, ${value}, true)`;
    const [row] = await sql<{ id: string }[]>`select pg_export_snapshot() as id`;
    return await work(sql, row?.id ?? "", libpq);
  } finally {
    await sql.end();
  }
}
