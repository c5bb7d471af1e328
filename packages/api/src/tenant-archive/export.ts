import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Transaction } from "@waybill/db";
import { tenants } from "@waybill/db/tenants";
import { id as idSchema } from "@waybill/validators";
import { eq, or, sql } from "drizzle-orm";
import { ZipFile } from "yazl";
import type { WorkContext } from "../core/context.ts";
import { asTrpcError, refuse } from "../core/errors.ts";
import { recordForInstallation } from "../core/events/installation-activity.ts";
import { internalsOf, type RequestContext } from "../core/procedures/request.ts";
import { unitOfWork } from "../core/work/unit-of-work.ts";
import {
  type ArchiveFacts,
  columnList,
  commandCaller,
  fileSchema,
  type Manifest,
  rowsPerStatement,
  table,
  useUniformFormats,
} from "./format.ts";
import { type ArchiveTable, archiveTables } from "./plan.ts";

/** Finds the organisation and records the export in the installation activity. */
function readTenant(request: RequestContext, name: string): Promise<Manifest["tenant"]> {
  return unitOfWork(internalsOf(request).app, commandCaller(request), {}, async ({ context }) => {
    const { id, slug } = tenants;
    const named = idSchema.safeParse(name).success ? or(eq(id, name), eq(slug, name)) : eq(slug, name);
    const [found] = await context.db
      .select({ row: sql<Manifest["tenant"]>`to_jsonb(tenants)` })
      .from(tenants)
      .where(named);
    if (!found) refuse({ path: ["slug"], code: "not_found", message: `The organisation ${name} does not exist.` });
    await recordForInstallation(context, {
      action: "tenant.export",
      summary: `exported the organisation ${found.row.name}`,
      subjectTenantId: found.row.id,
    });
    return found.row;
  }).catch((error) => {
    throw asTrpcError(error);
  });
}

/** The rows of a table as lines of JSON, in key order. */
async function* linesOf(
  { db }: Pick<Transaction, "db">,
  tenantId: string,
  { name, keys }: ArchiveTable,
  counted: { rows: number },
  onLine: (line: string) => void,
): AsyncGenerator<string> {
  let last: string | undefined;
  do {
    const mine = sql`one.tenant_id = ${tenantId}`;
    const from = sql`jsonb_populate_record(null::${table(name)}, ${last}::jsonb) as given`;
    const after = last
      ? sql`and (${columnList(keys, "one")}) > (select ${columnList(keys, "given")} from ${from})`
      : sql``;
    const order = keys.length > 0 ? sql`order by ${columnList(keys, "one")}` : sql``;
    const rows = await db.execute<{ line: string }>(sql`
      select to_jsonb(one)::text as line from ${table(name)} as one where ${mine} ${after} ${order} limit ${rowsPerStatement}`);
    for (const { line } of rows) onLine(line);
    counted.rows += rows.length;
    yield rows.map(({ line }) => `${line}\n`).join("");
    last = rows.length === rowsPerStatement && keys.length > 0 ? rows.at(-1)?.line : undefined;
  } while (last);
}

/** The people named in the tables: current and former members, and operators. */
async function peopleIn({ db }: WorkContext, tenantId: string, tables: readonly ArchiveTable[]) {
  const columns = await db.execute<{ table: string; column: string }>(sql`
    select relname as "table", attname as "column" from pg_class join pg_attribute on attrelid = pg_class.oid
    where relnamespace = 'public'::regnamespace and atttypid = 'uuid'::regtype and not attisdropped
      and attname not in ('id', 'tenant_id') order by 1, 2`);
  const people = new Map<string, Manifest["people"][number]>();
  for (const { table: name, column } of columns) {
    if (!tables.some((one) => one.name === name)) continue;
    const rows = await db.execute<Manifest["people"][number]>(sql`
      select users.id, users.email, users.name from users
      where users.id in (select one.${sql.identifier(column)} from ${table(name)} as one where one.tenant_id = ${tenantId})`);
    for (const { id, email, name: called } of rows) people.set(id, { id, email, name: called });
  }
  return [...people.values()].toSorted((a, b) => a.email.localeCompare(b.email));
}

/**
 * Exports a consistent snapshot of an organisation: its rows, its files, and the people named in them. Does not block
 * its users.
 *
 * @param name its id or slug.
 * @param output the target of the archive.
 * @throws BAD_REQUEST at `slug`, `not_found` for an unknown organisation
 */
export async function exportTenant(request: RequestContext, name: string, output: Writable): Promise<ArchiveFacts> {
  const { app } = internalsOf(request);
  const tenant = await readTenant(request, name);
  const zip = new ZipFile();
  const written = pipeline(zip.outputStream, output);
  zip.on("error", (error: Error) => (zip.outputStream as Readable).destroy(error)); // yazl's types declare an older stream
  const rows: Record<string, number> = {};
  const files: { id: string; key: string }[] = [];
  /** Adds a stream to the archive and waits for it. */
  const add = (path: string, content: Readable) => {
    const ended = new Promise((resolve, reject) => content.once("end", resolve).once("error", reject));
    zip.addReadStream(content, path);
    return Promise.race([ended, written]);
  };
  const people = await unitOfWork(
    app,
    commandCaller(request),
    { tenantId: tenant.id, readOnly: true },
    async ({ context, transaction }) => {
      await useUniformFormats(context);
      const tables = await archiveTables(context);
      const manifest: Manifest = { format: 1, tenant, people: await peopleIn(context, tenant.id, tables), tables };
      await add("manifest.json", Readable.from([JSON.stringify(manifest, null, 2)]));
      for (const one of tables) {
        const counted = { rows: 0 };
        const read = linesOf(transaction, tenant.id, one, counted, (line) => {
          if (one.name === "files") files.push(fileSchema.parse(JSON.parse(line)));
        });
        await add(`tables/${one.name}.ndjson`, Readable.from(read));
        rows[one.name] = counted.rows;
      }
      await add("counts.json", Readable.from([JSON.stringify(rows)]));
      return manifest.people.length;
    },
  ).catch((error) => {
    throw asTrpcError(error);
  });
  // After the transaction: files may take longer than its idle timeout.
  for (const { id, key } of files) await add(`files/${id}`, await app.clients.files.read(key));
  zip.end();
  await written;
  return { id: tenant.id, slug: tenant.slug, name: tenant.name, rows, files: files.length, people };
}
