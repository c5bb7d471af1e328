import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { newId, type Transaction } from "@waybill/db";
import { tenants } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import { createTenant, id as idSchema } from "@waybill/validators";
import { eq, inArray, or, type SQL, sql } from "drizzle-orm";
import { type Entry, openPromise, type ZipFile as ZipReader } from "yauzl";
import { ZipFile } from "yazl";
import { z } from "zod";
import type { App, WorkContext } from "./core/context.ts";
import { asTrpcError, refuse } from "./core/errors.ts";
import { recordForInstallation } from "./core/installation-activity.ts";
import { wholeAccess } from "./core/permissions.ts";
import { reconcileTenant } from "./core/reconcile-jobs.ts";
import { callerOf, internalsOf, type RequestContext } from "./core/request.ts";
import { tenantContextOf } from "./core/tenant-context.ts";
import { commandLine, unitOfWork } from "./core/unit-of-work.ts";
import { applySchedules } from "./platform/jobs/index.ts";
import { restoreTenant } from "./platform/tenants/index.ts";
import { addPeople } from "./platform/users/index.ts";
import { type ArchiveTable, archiveTables } from "./tenant-archive-plan.ts";

// An organisation with all its data in one ZIP archive, for another installation.

const manifestSchema = z.object({
  format: z.literal(1),
  tenant: z.record(z.string(), z.unknown()).and(z.object({ id: idSchema, slug: z.string(), name: z.string() })),
  people: z.array(z.object({ id: idSchema, email: z.string(), name: z.string() })),
  tables: z.array(
    z.object({
      name: z.string(),
      columns: z.array(z.string()),
      keys: z.array(z.string()),
      later: z.array(z.string()),
    }),
  ),
});
type Manifest = z.output<typeof manifestSchema>;

const countsSchema = z.record(z.string(), z.number());

/** The exported or imported organisation. */
export interface ArchiveFacts {
  id: string;
  slug: string;
  name: string;
  /** The number of rows by table. */
  rows: Record<string, number>;
  files: number;
  people: number;
}

/** Rows per statement. */
const together = 500;

const table = (name: string) => sql.identifier(name);
const list = (columns: readonly string[], of: string): SQL =>
  sql.join(
    columns.map((column) => sql`${sql.identifier(of)}.${sql.identifier(column)}`),
    sql`, `,
  );

/** Uniform times, whatever the server's settings. */
const writeSteadily = ({ db }: WorkContext) =>
  db.execute(sql`select set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO', true)`);

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
  const tenant = await noted(request, name);
  const zip = new ZipFile();
  const written = pipeline(zip.outputStream, output);
  zip.on("error", (error: Error) => (zip.outputStream as Readable).destroy(error)); // its type knows no streams of Node
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
      await writeSteadily(context);
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

const fileSchema = z.object({ id: idSchema, key: z.string(), size: z.number() });

const commandCaller = (request: RequestContext) => ({ ...callerOf(request), actor: commandLine });

/** Finds the organisation and records the export in the installation activity. */
function noted(request: RequestContext, name: string): Promise<Manifest["tenant"]> {
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
    const after = last ? sql`and (${list(keys, "one")}) > (select ${list(keys, "given")} from ${from})` : sql``;
    const order = keys.length > 0 ? sql`order by ${list(keys, "one")}` : sql``;
    const rows = await db.execute<{ line: string }>(sql`
      select to_jsonb(one)::text as line from ${table(name)} as one where ${mine} ${after} ${order} limit ${together}`);
    for (const { line } of rows) onLine(line);
    counted.rows += rows.length;
    yield rows.map(({ line }) => `${line}\n`).join("");
    last = rows.length === together && keys.length > 0 ? rows.at(-1)?.line : undefined;
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
 * Imports an organisation from an archive, completely or not at all. People are matched by address; new accounts have
 * no password and set one by "Forgot password". Unfinished jobs are given up, since their queue was left behind, and
 * their dependents are notified.
 *
 * @param path the archive.
 * @param options.slug a different slug.
 * @throws BAD_REQUEST at `file` for other content or versions, at `slug` if it is taken
 */
export async function importTenant(
  request: RequestContext,
  path: string,
  { slug }: { slug?: string | undefined } = {},
): Promise<ArchiveFacts> {
  const { app } = internalsOf(request);
  const archive = await Archive.open(path);
  const stored: string[] = [];
  try {
    const manifest = await archive.manifest();
    const called = createTenant.shape.slug.safeParse(slug ?? manifest.tenant.slug);
    if (!called.success)
      refuse({ path: ["slug"], code: "invalid", message: "Use lower-case letters, digits and hyphens." });
    const facts = await unitOfWork(app, commandCaller(request), {}, async (work) => {
      await writeSteadily(work.context);
      const known = await archiveTables(work.context);
      if (JSON.stringify(known) !== JSON.stringify(manifest.tables)) throw otherVersion();
      const replaced = await peopleHere(work.context, manifest.people);
      const tenant = await tenantHere(work.context, manifest.tenant, called.data);
      if (tenant.id !== manifest.tenant.id) replaced.set(manifest.tenant.id, tenant.id);
      work.transaction.enterTenant(tenant.id);
      const rows: Record<string, number> = {};
      for (const one of known) rows[one.name] = await readTable(work.transaction, archive, one, tenant.id, replaced);
      for (const one of known)
        if (one.later.length > 0) await referLater(work.transaction, archive, one, tenant.id, replaced);
      const counts = countsSchema.parse(JSON.parse(await archive.text("counts.json")));
      if (JSON.stringify(counts) !== JSON.stringify(rows)) throw damaged();
      const files = await storeFiles(app, work.context, archive, tenant.id, replaced, stored);
      await applySchedules(tenantContextOf(app, work, tenant, wholeAccess(app.registry.resources)));
      await recordForInstallation(work.context, {
        action: "tenant.import",
        summary: `imported the organisation ${tenant.name}`,
        subjectTenantId: tenant.id,
      });
      return { id: tenant.id, slug: tenant.slug, name: tenant.name, rows, files, people: manifest.people.length };
    });
    await reconcileTenant(app, facts.id);
    return facts;
  } catch (error) {
    for (const key of stored) await app.clients.files.remove(key).catch(() => {});
    throw asTrpcError(error);
  } finally {
    archive.close();
  }
}

const refused = (message: string) => {
  try {
    return refuse({ path: ["file"], code: "invalid", message });
  } catch (error) {
    return error;
  }
};
const otherVersion = () =>
  refused("This archive was created by another version of Waybill. Export it again with the version that imports it.");
const damaged = () => refused("This file is damaged or not an archive of an organisation.");

/** Matches people by address and creates missing accounts. @returns the changed ids */
async function peopleHere(context: WorkContext, people: Manifest["people"]): Promise<Map<string, string>> {
  const { db } = context;
  const replaced = new Map<string, string>();
  for (let at = 0; at < people.length; at += together) {
    const some = people.slice(at, at + together);
    const ids = some.map(({ id }) => id);
    const emails = some.map(({ email }) => email);
    const found = await db
      .select({ id: users.id, email: users.email })
      .from(users)
      .where(or(inArray(users.id, ids), inArray(users.email, emails)));
    const byEmail = new Map(found.map(({ id, email }) => [email, id]));
    const taken = new Set(found.map(({ id }) => id));
    const fresh = some
      .filter(({ email }) => !byEmail.has(email))
      .map(({ id, email, name }) => ({ was: id, id: taken.has(id) ? newId() : id, email, name }));
    await addPeople(
      context,
      fresh.map(({ id, email, name }) => ({ id, email, name })),
    );
    for (const { was, email, id } of fresh) {
      byEmail.set(email, id);
      if (was !== id) replaced.set(was, id);
    }
    for (const { id, email } of some) {
      const here = byEmail.get(email);
      if (here && here !== id) replaced.set(id, here);
    }
  }
  return replaced;
}

/** Creates the organisation, with its own id if it is free. */
async function tenantHere(context: WorkContext, tenant: Manifest["tenant"], slug: string) {
  const found = await context.db
    .select({ id: tenants.id, slug: tenants.slug })
    .from(tenants)
    .where(or(eq(tenants.id, tenant.id), eq(tenants.slug, slug)));
  if (found.some((one) => one.slug === slug)) {
    refuse({ path: ["slug"], code: "taken", message: `The address ${slug} is already taken. Choose another one.` });
  }
  const id = found.some((one) => one.id === tenant.id) ? newId() : tenant.id;
  return restoreTenant(context, tenant, { id, slug });
}

const ids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Replaces changed ids in a line: in columns, in the JSON of events and activity, and in file keys. */
const translated = (line: string, replaced: ReadonlyMap<string, string>): string =>
  replaced.size === 0 ? line : line.replace(ids, (id) => replaced.get(id) ?? id);

/** The lines of a table in batches, each as a JSON array. */
async function* piecesOf(archive: Archive, name: string, replaced: ReadonlyMap<string, string>) {
  let some: string[] = [];
  for await (const line of archive.lines(`tables/${name}.ndjson`)) {
    some.push(translated(line, replaced));
    if (some.length < together) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}

/** Writes the rows of a table in order. @returns their number */
async function readTable(
  { db, distributed }: Transaction,
  archive: Archive,
  { name, columns }: ArchiveTable,
  tenantId: string,
  replaced: ReadonlyMap<string, string>,
): Promise<number> {
  let count = 0;
  const names = sql.join(
    ["tenant_id", ...columns].map((column) => sql.identifier(column)),
    sql`, `,
  );
  // On Citus an insert without it would be a COPY, which row-level security refuses.
  const returning = distributed ? sql`returning true` : sql``;
  for await (const some of piecesOf(archive, name, replaced)) {
    await db.execute(sql`
      insert into ${table(name)} (${names}) select ${tenantId}::uuid, ${list(columns, "given")}
      from jsonb_populate_recordset(null::${table(name)}, ${`[${some.join()}]`}::jsonb) as given ${returning}`);
    count += some.length;
  }
  return count;
}

/** Writes the references to later tables. */
async function referLater(
  { db }: Transaction,
  archive: Archive,
  { name, keys, later }: ArchiveTable,
  tenantId: string,
  replaced: ReadonlyMap<string, string>,
): Promise<void> {
  const values = sql.join(
    later.map((column) => sql`${sql.identifier(column)} = given.${sql.identifier(column)}`),
    sql`, `,
  );
  for await (const some of piecesOf(archive, name, replaced)) {
    await db.execute(sql`
      update ${table(name)} as one set ${values}
      from jsonb_populate_recordset(null::${table(name)}, ${`[${some.join()}]`}::jsonb) as given
      where one.tenant_id = ${tenantId} and (${list(keys, "one")}) = (${list(keys, "given")})
        and num_nonnulls(${list(later, "given")}) > 0`);
  }
}

/** Stores the content of all files. @param stored their keys, also after a failure, for the cleanup */
async function storeFiles(
  app: App,
  { log }: WorkContext,
  archive: Archive,
  tenantId: string,
  replaced: ReadonlyMap<string, string>,
  stored: string[],
): Promise<number> {
  let count = 0;
  for await (const line of archive.lines("tables/files.ndjson")) {
    const { id, key, size } = fileSchema.parse(JSON.parse(translated(line, replaced)));
    if (!key.startsWith(`${tenantId}/`)) throw damaged();
    stored.push(key);
    await app.clients.files.write(key, await archive.stream(`files/${id}`));
    if ((await app.clients.files.size(key)) !== size) throw damaged();
    count += 1;
  }
  log.debug({ files: count }, "files of an archive were stored");
  return count;
}

/** An opened archive. */
class Archive {
  readonly #zip: ZipReader;
  readonly #entries: ReadonlyMap<string, Entry>;

  private constructor(zip: ZipReader, entries: ReadonlyMap<string, Entry>) {
    this.#zip = zip;
    this.#entries = entries;
  }

  /** @throws BAD_REQUEST at `file` if there is none */
  static async open(path: string): Promise<Archive> {
    try {
      const zip = await openPromise(path, { autoClose: false });
      const entries = new Map<string, Entry>();
      for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
      return new Archive(zip, entries);
    } catch {
      throw asTrpcError(damaged());
    }
  }

  async manifest(): Promise<Manifest> {
    const parsed = manifestSchema.safeParse(JSON.parse(await this.text("manifest.json")));
    if (!parsed.success) throw otherVersion();
    return parsed.data;
  }

  /** @throws if the archive has no such part */
  async stream(name: string): Promise<Readable> {
    const entry = this.#entries.get(name);
    if (!entry) throw damaged();
    return this.#zip.openReadStreamPromise(entry);
  }

  async text(name: string): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of await this.stream(name)) chunks.push(chunk as Buffer); // a stream of bytes
    return Buffer.concat(chunks).toString();
  }

  /** Only line feeds separate lines: texts contain other separators. */
  async *lines(name: string): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const chunk of await this.stream(name)) {
      const [first = "", ...others] = decoder.decode(chunk as Buffer, { stream: true }).split("\n");
      rest += first;
      for (const other of others) {
        if (rest) yield rest;
        rest = other;
      }
    }
    if (rest) yield rest;
  }

  close(): void {
    this.#zip.close();
  }
}
