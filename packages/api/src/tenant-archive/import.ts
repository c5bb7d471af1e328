import { newId, type Transaction } from "@waybill/db";
import { tenants } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import { createTenant } from "@waybill/validators";
import { eq, inArray, or, sql } from "drizzle-orm";
import type { App, WorkContext } from "../core/context.ts";
import { asTrpcError, refuse } from "../core/errors.ts";
import { recordForInstallation } from "../core/events/installation-activity.ts";
import { reconcileTenant } from "../core/jobs/reconcile-jobs.ts";
import { wholeAccess } from "../core/permissions.ts";
import { internalsOf, type RequestContext } from "../core/procedures/request.ts";
import { tenantContextOf } from "../core/work/tenant-context.ts";
import { unitOfWork } from "../core/work/unit-of-work.ts";
import { applySchedules } from "../platform/jobs/index.ts";
import { restoreTenant } from "../platform/tenants/index.ts";
import { addPeople } from "../platform/users/index.ts";
import {
  type ArchiveFacts,
  columnList,
  commandCaller,
  countsSchema,
  fileSchema,
  type Manifest,
  rowsPerStatement,
  table,
  useUniformFormats,
} from "./format.ts";
import { type ArchiveTable, archiveTables } from "./plan.ts";
import { Archive, damaged, otherVersion } from "./reader.ts";

/** Matches people by address and creates missing accounts. @returns the changed ids */
async function peopleHere(context: WorkContext, people: Manifest["people"]): Promise<Map<string, string>> {
  const { db } = context;
  const replaced = new Map<string, string>();
  for (let at = 0; at < people.length; at += rowsPerStatement) {
    const some = people.slice(at, at + rowsPerStatement);
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
    refuse({ path: ["slug"], code: "taken", message: `The URL name ${slug} is already taken. Choose another one.` });
  }
  const id = found.some((one) => one.id === tenant.id) ? newId() : tenant.id;
  return restoreTenant(context, tenant, { id, slug });
}

const ids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Replaces changed ids in a line: in columns, in the JSON of events and activity, and in file keys. */
const translated = (line: string, replaced: ReadonlyMap<string, string>): string =>
  replaced.size === 0 ? line : line.replace(ids, (id) => replaced.get(id) ?? id);

/** The lines of a table in batches, each as a JSON array. */
async function* batchesOf(archive: Archive, name: string, replaced: ReadonlyMap<string, string>) {
  let some: string[] = [];
  for await (const line of archive.lines(`tables/${name}.ndjson`)) {
    some.push(translated(line, replaced));
    if (some.length < rowsPerStatement) continue;
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
  for await (const some of batchesOf(archive, name, replaced)) {
    await db.execute(sql`
      insert into ${table(name)} (${names}) select ${tenantId}::uuid, ${columnList(columns, "given")}
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
  for await (const some of batchesOf(archive, name, replaced)) {
    await db.execute(sql`
      update ${table(name)} as one set ${values}
      from jsonb_populate_recordset(null::${table(name)}, ${`[${some.join()}]`}::jsonb) as given
      where one.tenant_id = ${tenantId} and (${columnList(keys, "one")}) = (${columnList(keys, "given")})
        and num_nonnulls(${columnList(later, "given")}) > 0`);
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
      await useUniformFormats(work.context);
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
