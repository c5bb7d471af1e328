import { databaseFailure } from "@waybill/db";
import type { App, WorkContext } from "../core/context.ts";
import { clock, encryption, nodes, poolModeAdvice, rights, schema, sessions, version } from "./database.ts";
import { type Finding, inDatabase, type Seen, wrong } from "./finding.ts";
import { queue, workers } from "./queue.ts";
import { contents, mail, publicUrlOf, store } from "./services.ts";

export type { Finding };

/**
 * Checks that everything in the settings exists and works: database, schema, rights, clock, mail server, files, queue
 * and workers. Changes nothing and sends no mail; writes and removes one small file.
 */
export async function diagnose(app: App): Promise<Finding[]> {
  const onDatabase = (inspect: (context: WorkContext) => Promise<Seen>) => inDatabase(app, inspect);
  const [reached, others] = await Promise.all([
    finding("database", "Check DATABASE_URL and whether Postgres is running and accepts connections.", () =>
      onDatabase(version),
    ),
    Promise.all([
      finding("mail", "Check SMTP_URL: host, port, user, password and certificate.", () => mail(app)),
      finding("files", "Check the write permission and the free disk space.", () => store(app)),
    ]),
  ]);
  const encrypted = { check: "encryption", ...encryption(app) };
  const linked = { check: "url", ...publicUrlOf(app) };
  if (reached.state === "wrong") return [reached, encrypted, linked, ...others];
  const inside = await Promise.all([
    finding("schema", "Run the migrations: npm run db:migrate.", () => onDatabase(schema)),
    finding("nodes", "Check whether every Citus node is reachable.", () => onDatabase(nodes)),
    finding("rights", "Run the migrations: npm run db:migrate.", () => onDatabase(rights)),
    finding("sessions", poolModeAdvice, () => sessions(app)),
    finding("clock", "Check that all machines synchronise their clocks with NTP.", () => clock(app)),
    finding("queue", "Run the migrations: npm run db:migrate.", () => onDatabase(queue)),
    finding("workers", "Run the migrations: npm run db:migrate.", () => onDatabase((context) => workers(context, app))),
    finding("contents", "Check whether the file store is reachable.", () => contents(app)),
  ]);
  return [reached, encrypted, linked, ...inside, ...others];
}

/** @param advice the advice if the check itself fails */
async function finding(check: string, advice: string, inspect: () => Promise<Seen>): Promise<Finding> {
  try {
    return { check, ...(await inspect()) };
  } catch (error) {
    return { check, ...wrong(reasonOf(error), advice) };
  }
}

/** The message of an error's root cause. The reader owns the machine. */
function reasonOf(error: unknown): string {
  const database = databaseFailure(error);
  if (database) return database.replace(/\.$/, "");
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (!(cause.cause instanceof Error)) return cause.message || cause.name;
  }
  return String(error);
}
