import { randomUUID } from "node:crypto";
import { text } from "node:stream/consumers";
import { publicUrl } from "@waybill/config";
import { files } from "@waybill/db/files";
import { tenants } from "@waybill/db/tenants";
import { desc, eq } from "drizzle-orm";
import type { App } from "../core/context.ts";
import { fileFolderProblem } from "../platform/files/store.ts";
import { checkMailServer } from "../platform/mail/index.ts";
import { ok, type Seen, warning, wrong } from "./finding.ts";

// The doctor's checks of the mail server, the file store and the public URL.

/** Whether links in mails lead to the web process, which may be on another machine. */
export function publicUrlOf({ settings }: App): Seen {
  const message = `Links in emails begin with ${publicUrl(settings)}`;
  if (settings.PUBLIC_URL || settings.DATABASE_EMBEDDED) return ok(message);
  return warning(message, "Set PUBLIC_URL to the URL that people use, for the web process, workers and commands.");
}

export async function mail({ settings }: App): Promise<Seen> {
  if (settings.MAIL_OUTBOX) return ok("Emails go to the local outbox and are not sent");
  if (!settings.SMTP_URL) return warning("No email is sent", "Set SMTP_URL: smtp://user:password@host:587.");
  await checkMailServer(settings);
  return ok(`${new URL(settings.SMTP_URL).host} accepts connections and the login`);
}

/** The id of no tenant, for temporary data of checks. */
const noTenant = "00000000-0000-0000-0000-000000000000";

export async function store({ clients, settings }: App): Promise<Seen> {
  const obstacle = fileFolderProblem(settings);
  if (obstacle) return wrong(obstacle.problem, obstacle.advice);
  const key = `${noTenant}/${randomUUID()}`;
  const content = randomUUID();
  try {
    await clients.files.write(key, Buffer.from(content));
    const read = await text(await clients.files.read(key));
    if (read !== content) return wrong("A file was read with different content than was written", "Check the disk.");
  } finally {
    await clients.files.remove(key);
  }
  return ok("A file was written, read and removed");
}

/** The number of newest organisations whose files are checked. */
const organisationsLookedAt = 20;

/** Whether the newest files of the database are in this process's file store. */
export async function contents({ database, clients }: App): Promise<Seen> {
  const organisations = await database.transaction({ readOnly: true }, ({ db }) =>
    db.select({ id: tenants.id }).from(tenants).orderBy(desc(tenants.id)).limit(organisationsLookedAt),
  );
  let [known, missing] = [0, 0];
  for (const { id: tenantId } of organisations) {
    const [newest] = await database.transaction({ tenantId, readOnly: true }, ({ db }) =>
      db.select({ key: files.key }).from(files).where(eq(files.tenantId, tenantId)).orderBy(desc(files.id)).limit(1),
    );
    if (!newest) continue;
    known += 1;
    if (!(await clients.files.has(newest.key))) missing += 1;
  }
  if (missing > 0) {
    return wrong(
      `The newest files of ${missing} of ${known} organisations are missing from this file store`,
      "Use the same DATA_DIR or the same bucket (S3_BUCKET) for the web process, workers and commands.",
    );
  }
  return ok(
    known === 0 ? "No files are stored yet" : `The newest files of ${known} organisations are in the file store`,
  );
}
