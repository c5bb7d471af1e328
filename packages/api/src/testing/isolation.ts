import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { defineJob, type FileKind, type TenantContext } from "../core/index.ts";
import { createRegistry } from "../core/module.ts";
import { wholeAccess } from "../core/permissions.ts";
import { createContext } from "../core/procedures/request.ts";
import { tenantContextOf } from "../core/work/tenant-context.ts";
import { system, unitOfWork, withWork } from "../core/work/unit-of-work.ts";
import * as modules from "../modules/index.ts";
import { FileService, openFile } from "../platform/files/index.ts";
import { platform } from "../platform/index.ts";
import type { TestUser } from "../testing.ts";
import { ask, byOwner, type Outcome, outcomeOf, queries } from "./answers.ts";
import { moduleTestings } from "./module-testings.ts";
import { type Procedure, proceduresFor } from "./procedures.ts";
import { idPaths, sample } from "./samples.ts";
import { createTenantData, type Ids, idFor } from "./tenant-data.ts";
import { marker, secrets, type World } from "./world.ts";

// The checks that tenants cannot reach each other's data. Most are generated from the router, the modules and the
// catalog, and none needs a test runner.

/** A check that reveals leaks. */
export interface Check {
  name: string;
  /** @returns the leaks; empty if the tenants are isolated. */
  run(world: World): Promise<string[]>;
}

/** Secrets of other tenants in a response. */
function leaksIn(what: unknown): string[] {
  const text = typeof what === "string" ? what : (JSON.stringify(what) ?? "");
  return secrets.filter((secret) => text.includes(secret)).map((secret) => `it tells ${secret}: ${text}`);
}

/** Acts as Acme. @returns the leaks, and whether data of others has changed */
async function watched(world: World, act: () => Promise<string[]>): Promise<string[]> {
  const leaks = await act();
  return (await world.othersChanged()) ? [...leaks, "it changes rows of another tenant"] : leaks;
}

/** The tools for checks of a module. */
const checkTools = { byOwner, watched };
export type CheckTools = typeof checkTools;

const ownIds = (world: World, name: string) => (path: string) => idFor(world.made.acme.ids, path, name);

// Queries

const queryChecks: Check[] = queries.map((query) => ({
  name: `${query.name} answers as if there were no other tenant`,
  async run(world) {
    const answers = [...(await ask(world, query))];
    return answers.flatMap(([question, answer]) => {
      const expected = world.alone.get(question);
      return answer === expected ? [] : [`${question} is answered with ${answer} instead of ${expected}`];
    });
  },
}));

/** The live stream sends a returning reader only events of their own tenant. */
const liveCheck: Check = {
  name: "system.live sends missed events of the own tenant only",
  async run(world) {
    const { acme } = world.made;
    const own = await world.asOwner(`
      select id from events where tenant_id = '${acme.id}' and created_at > (
        select created_at from events where tenant_id = '${acme.id}' and id = '${acme.ids.event}') - interval '10 seconds'
      order by id`);
    const { code, answer } = await byOwner(world, "system.live", { lastEventId: acme.ids.event });
    if (code !== "ok") return [`it is refused: ${code}`];
    const seen: unknown[] = [];
    try {
      for await (const [id] of answer as AsyncIterable<[string]>) {
        // of tracked messages
        seen.push(id);
        if (seen.length === own.length) break;
      }
    } catch (error) {
      return [`it breaks: ${error}`];
    }
    return JSON.stringify(seen) === JSON.stringify(own.map(({ id }) => id)) ? [] : [`it tells of ${seen.join()}`];
  },
};

// Ids of other tenants

/** A procedure with one of its id fields. */
export interface ProcedureWithId extends Procedure {
  path: string;
}

/** A browser tab names itself here: the id of no record. */
export const tabPath = "tabId";

/** All id fields. */
export const proceduresWithId: ProcedureWithId[] = proceduresFor("tenant", "person", "user").flatMap((procedure) =>
  idPaths(procedure.schema)
    .filter((path) => path !== tabPath)
    .map((path) => ({ ...procedure, path })),
);

/** Mutations with an id that only narrows the tenant's own data: a foreign id narrows it to nothing. */
const narrowing = ["activity.export", "presence.gone"];

/** The problem of a response to an id of another tenant. */
export function problemsOf({ name, type }: Procedure, { code, answer }: Outcome): string[] {
  const taken = type === "mutation" && code === "ok" && !narrowing.includes(name);
  const rows = typeof answer === "object" && answer !== null && "items" in answer ? answer.items : [];
  return [
    ...leaksIn(answer),
    ...(code === "INTERNAL_SERVER_ERROR" ? ["it breaks"] : []),
    ...(taken ? ["it is not refused"] : []),
    ...(type === "query" && Array.isArray(rows) && rows.length > 0 ? ["it finds something"] : []),
  ];
}

/** Sets an id field to ids of another tenant; the rest of the input is Acme's. */
export function giveForeign(world: World, taker: ProcedureWithId, ids: Ids): Promise<string[]> {
  const { name, path, schema } = taker;
  return watched(world, async () => {
    const leaks: string[] = [];
    for (const [kind, id] of Object.entries(ids)) {
      const input = sample(schema, (at) => (at === path ? id : idFor(world.made.acme.ids, at, name)));
      const problems = problemsOf(taker, await byOwner(world, name, input));
      leaks.push(...problems.map((problem) => `${problem}, given an id of the kind ${kind}`));
    }
    return leaks;
  });
}

const takerChecks: Check[] = proceduresWithId.map((taker) => ({
  name: `${taker.name} at ${taker.path} refuses ids of other tenants`,
  run: (world) => giveForeign(world, taker, { fitting: idFor(world.made.globex.ids, taker.path, taker.name) }),
}));

const fileCheck: Check = {
  name: "files can be opened only in their tenant",
  async run(world) {
    const { acme, globex, testApp } = world.made;
    const headers = new Headers({ "x-tenant-id": acme.slug });
    const open = async (id = "") =>
      openFile(await createContext(testApp.app, headers, acme.members.owner.sessionId), id).then(
        async ({ file, content }) => JSON.stringify(file) + Buffer.concat(await content.toArray()).toString("latin1"),
        (error) => String(error.code),
      );
    const [own, foreign] = [await open(acme.ids.file), await open(globex.ids.file)];
    return [
      ...leaksIn(own),
      ...(own.startsWith("{") ? [] : [`the own file is not opened: ${own}`]),
      ...(foreign === "NOT_FOUND" ? [] : ["the file of another tenant is opened"]),
    ];
  },
};

// Jobs

const registry = createRegistry({ ...platform, ...modules });

/** Acts in Acme as a member. */
function inAcme<T>(world: World, body: (ctx: TenantContext) => Promise<T>, who: TestUser | null = null): Promise<T> {
  const { app } = world.made.testApp;
  const tenant = { ...world.made.acme, name: world.made.acme.slug, timeZone: "UTC", version: 1, modulesOff: [] };
  const user = who && { ...who, name: who.email, emailVerified: true, language: null, operator: false };
  const caller = { requestId: "isolation", log: app.log, user, actor: system };
  return unitOfWork(app, caller, { tenantId: tenant.id }, (work) => {
    const context = tenantContextOf(app, work, tenant, wholeAccess(app.registry.resources));
    return withWork(context, () => body(context));
  });
}

/** Runs a job of Acme. @returns the tenant's view of it, and its mail. */
async function runJob(world: World, name: string, input: unknown, who: TestUser | null = null): Promise<unknown> {
  const job = world.made.testApp.app.registry.jobs.get(name);
  if (!job) throw new Error(`There is no job ${name}.`);
  const id = await inAcme(world, ({ jobs }) => jobs.enqueue(job, input), who);
  const mail = "(select to_jsonb(mails) from mails where mails.id = jobs.id) as mail";
  return world.asOwner(`select result, error, message, ${mail} from jobs where id = '${id}'`);
}

const mailChecks: Check[] = [...registry.mails.values()]
  .filter(({ ofTenant }) => ofTenant)
  .map(({ name, input }) => ({
    name: `the mail ${name} stays in its tenant, with ids of any tenant`,
    run: (world) =>
      watched(world, async () => {
        const leaks: string[] = [];
        for (const { ids } of [world.made.acme, world.made.globex]) {
          const given = sample(input, (path) => idFor(ids, path, name));
          leaks.push(...leaksIn(await runJob(world, "mail.deliver", { mail: name, input: given })));
        }
        return leaks;
      }),
  }));

/** The jobs of a tenant. Jobs of the installation act on all tenants. */
const tenantJobs = [...registry.jobs.values()].filter(({ readBy }) => readBy !== null);

const jobChecks: Check[] = tenantJobs.map(({ name, input }) => ({
  name: `the job ${name} stays in its tenant, with ids of any tenant`,
  run: (world) =>
    watched(world, async () => {
      const leaks: string[] = [];
      for (const { ids } of [world.made.acme, world.made.globex]) {
        leaks.push(
          ...leaksIn(
            await runJob(
              world,
              name,
              sample(input, (path) => idFor(ids, path, name)),
            ),
          ),
        );
      }
      return leaks;
    }),
}));

// Mutations

const mutationChecks: Check[] = proceduresFor("tenant", "person", "user")
  .filter(({ type }) => type === "mutation")
  .map(({ name, schema }) => ({
    name: `${name} changes only the own tenant`,
    run: (world) =>
      watched(world, async () => {
        const prepared = name in world.made.inputs;
        const input = prepared ? world.made.inputs[name] : sample(schema, ownIds(world, name));
        const { code, answer } = await byOwner(world, name, input);
        return [...leaksIn(answer), ...(prepared && code !== "ok" ? [`it is refused: ${JSON.stringify(answer)}`] : [])];
      }),
  }));

/** Additional needs of procedures besides those of their names, from the modules. */
export const moduleChecks: readonly Check[] = [...moduleTestings.values()].flatMap(
  ({ checks }) => checks?.(checkTools) ?? [],
);

const namesCheck: Check = {
  name: "a tenant can use all names of another tenant",
  async run({ made: { testApp } }) {
    const tenant = await testApp.tenant("initech", "owner", "viewer");
    const { code, answer } = await outcomeOf(createTenantData(testApp, tenant, marker));
    return code === "ok" ? [] : [`it may not: ${JSON.stringify(answer)}`];
  },
};

// Entry

const invitationCheck: Check = {
  name: "an invitation can be accepted only in its tenant",
  run: (world) =>
    watched(world, async () => {
      const { guest, token } = world.made.invitation;
      const { code, answer } = await outcomeOf(world.call(guest, "tenants.accept", { token }));
      return code === "ok" ? leaksIn(answer) : [`it is refused: ${JSON.stringify(answer)}`];
    }),
};

const keyCheck: Check = {
  name: "an API key opens only its tenant, and none after its revocation",
  async run(world) {
    const { acme, globex, apiKey } = world.made;
    const codeIn = async (tenant: string) =>
      (await outcomeOf(world.call(apiKey, "roles.list", undefined, tenant))).code;
    const before = [await codeIn(acme.slug), await codeIn(globex.slug), await codeIn("twin")];
    await byOwner(world, "apiKeys.revoke", { id: apiKey.id });
    const after = [...before, await codeIn(acme.slug)];
    return after.join() === "ok,NOT_FOUND,NOT_FOUND,UNAUTHORIZED" ? [] : [`it was answered ${after.join()}`];
  },
};

const memberCheck: Check = {
  name: "a removed member has no access, whatever other tenants they belong to",
  async run(world) {
    const { viewer } = world.made.acme.members;
    await byOwner(world, "tenants.removeMember", { userId: viewer.id });
    const { code } = await outcomeOf(world.call(viewer, "roles.list", undefined));
    return code === "NOT_FOUND" ? [] : [`it was answered ${code}`];
  },
};

// Permissions

/** Returns the caller's permissions and progress. */
const rightsJob = defineJob({
  name: "isolation.rights",
  title: "Tell what may be done",
  readBy: "roles.read",
  input: z.object({}),
  onGiveUp: { noDependents: "It only tells." },
  async run({ transaction, progress }) {
    await progress(1, 1);
    return transaction(async ({ permissions }) => ({ permissions: [...permissions].sort() }));
  },
});

const rightsCheck: Check = {
  name: "a member has the permissions of their role in the own tenant, in person, by an API key and in a job",
  run: (world) =>
    watched(world, async () => {
      const { acme, clerk, testApp } = world.made;
      const expected = [...clerk.permissions].sort().join();
      const permissionsIn = async (tenant: string) => {
        const { answer } = await outcomeOf(world.call(clerk.user, "tenants.current", undefined, tenant));
        const shown = z.object({ permissions: z.array(z.string()) }).safeParse(answer).data;
        return shown?.permissions.sort().join() ?? JSON.stringify(answer);
      };
      testApp.app.registry.jobs.set(rightsJob.name, rightsJob);
      const byJob = z
        .array(z.object({ result: z.object({ permissions: z.array(z.string()) }) }))
        .safeParse(await runJob(world, rightsJob.name, {}, clerk.user));
      const answers = {
        "by the tenant's name": await permissionsIn(acme.slug),
        "by its id": await permissionsIn(acme.id),
        "in a job": byJob.data?.[0]?.result.permissions.join() ?? "nothing",
      };
      const byKey = await outcomeOf(world.call(clerk.key, "roles.list", undefined));
      const { guest, token } = clerk.invitation;
      const joined = await outcomeOf(world.call(guest, "tenants.accept", { token }));
      return [
        ...Object.entries(answers).flatMap(([how, answer]) => (answer === expected ? [] : [`${how}: ${answer}`])),
        ...(byKey.code === "ok" ? [] : [`their key is refused: ${byKey.code}`]),
        ...(joined.code === "ok" ? [] : ["their invitation is worth nothing"]),
      ];
    }),
};

// Rarely called procedures

/** A stale input is refused with the changes since. */
const staleCheck: Check = {
  name: "concurrent changes are reported only in the own tenant",
  run: (world) =>
    watched(world, async () => {
      const role = world.made.inputs["roles.update"] as Record<string, unknown>; // made by validInputs
      const { code, answer } = await byOwner(world, "roles.update", { ...role, version: 0 });
      return code === "BAD_REQUEST" ? leaksIn(answer) : [`it was answered ${code}`];
    }),
};

const replayCheck: Check = {
  name: "events.replay finds one event of the own tenant",
  run: (world) =>
    watched(world, async () => {
      const handlers = [...world.made.testApp.app.registry.handlers].flatMap(([event, all]) =>
        all.flatMap(({ handler: { job } }) => (job ? [`('${event}', '${job.name}')`] : [])),
      );
      // Without asynchronous handlers there is nothing to replay.
      if (handlers.length === 0) return [];
      const [event] = await world.asOwner(`
        select id, handler from events join (values ${handlers.join()}) as known (event, handler) on event = name
        where tenant_id = '${world.made.acme.id}' limit 1`);
      if (!event) return ["nothing has happened that someone handles"];
      const input = { handler: event.handler, eventId: event.id };
      const jobs = async () =>
        (
          await world.asOwner(`
          select 1 from jobs where tenant_id = '${world.made.acme.id}' and event_id = '${event.id}'`)
        ).length;
      const before = await jobs();
      const { answer } = await byOwner(world, "events.replay", input);
      const queued = (await jobs()) - before;
      return [...leaksIn(answer), ...(queued > 1 ? [`it queues ${queued} jobs`] : [])];
    }),
};

const orphanCheck: Check = {
  name: "files without an owner are removed only in the own tenant",
  async run(world) {
    const { acme, globex } = world.made;
    const ownerOf = (kind: FileKind) => globex.ids[kind.owner ?? "job"] ?? globex.ids.job;
    const kinds = [...registry.files.values()].filter(({ owner }) => owner !== null);
    const owners = kinds.map((kind) => `when '${kind.name}' then '${ownerOf(kind)}'`).join(" ");
    // A file of another tenant without an owner, and own files with owners in another tenant.
    await world.asOwner(`
      update files set owner_id = '${acme.ids.role}' where tenant_id <> '${acme.id}';
      insert into files select made.* from (
        select distinct on (kind) * from files where tenant_id = '${acme.id}' and owner_id is not null) as file,
        jsonb_populate_record(null::files, to_jsonb(file) || jsonb_build_object('id', gen_random_uuid(), 'key', kind || '/orphan',
          'owner_id', case kind ${owners} end)) as made`);
    await world.othersChanged();
    return watched(world, async () => {
      await inAcme(world, (ctx) => new FileService(ctx).removeOrphans());
      const known = await inAcme(world, (ctx) => new FileService(ctx).known([globex.ids.file ?? ""]));
      const left = await world.asOwner(`
        select id from files where tenant_id = '${acme.id}' and owner_id in (${kinds.map((kind) => `'${ownerOf(kind)}'`).join()})`);
      return [
        ...(known.size > 0 ? ["it knows a file of another tenant"] : []),
        ...(left.length > 0 ? ["it keeps what belongs to things of another tenant"] : []),
      ];
    });
  },
};

const removalCheck: Check = {
  name: "a file is removed only from the own tenant",
  run: (world) =>
    watched(world, async () => {
      const { code, answer } = await byOwner(world, "files.remove", { id: world.made.acme.ids.file });
      return code === "ok" ? [] : [`it is refused: ${JSON.stringify(answer)}`];
    }),
};

// Remaining data

const remainsCheck: Check = {
  name: "no row, file or mail of a tenant contains data of another",
  async run(world) {
    const { acme, testApp } = world.made;
    const folder = join(testApp.app.settings.DATA_DIR, "files", acme.id);
    const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "latin1")));
    const mails = await world.asOwner(`
      select * from mails where "to" in (
        select email from users join memberships on user_id = users.id where tenant_id = '${acme.id}')`);
    return [...leaksIn(await world.rowsOf(acme.id)), ...files.flatMap(leaksIn), ...leaksIn(mails)];
  },
};

/** The checks that have to pass with one of the two layers off. Read-only ones first. */
export const isolationChecks: readonly Check[] = [
  ...queryChecks,
  liveCheck,
  fileCheck,
  ...takerChecks,
  ...jobChecks,
  ...mailChecks,
  staleCheck,
  ...mutationChecks,
  replayCheck,
  removalCheck,
  orphanCheck,
  rightsCheck,
  ...moduleChecks,
  namesCheck,
  invitationCheck,
  keyCheck,
  memberCheck,
  remainsCheck,
];

// The policies by themselves

/** Runs a statement of Acme without filters and rolls it back. @returns the number of rows, or the error code */
async function probe(
  world: World,
  statement: string,
  tenantId: string | null = world.made.acme.id,
): Promise<number | string> {
  const undo = new Error("undo");
  let met: number | string = 0;
  await world.made.testApp.direct
    .transaction({ tenantId }, async ({ send }) => {
      met = (await send(statement)).length;
      throw undo;
    })
    .catch((error) => {
      if (error !== undo) met = String(error.code ?? error);
    });
  return met;
}

/** Postgres error codes of missing rights and policies. */
const forbidden = "42501";

/** The checks of the policies, one per tenant table. @param tables from the catalog. */
export const policyChecks = (tables: readonly string[]): Check[] =>
  tables.map((table) => ({
    name: `the policy of ${table} shows and accepts only rows of the own tenant`,
    async run(world) {
      const [row] = await world.asOwner(
        `select to_jsonb(row)::text as json from ${table} as row where tenant_id = '${world.made.globex.id}' limit 1`,
      );
      if (!row) return [`Globex has no ${table}: create one in tenant-data.ts`];
      const others = `from ${table} where tenant_id <> '${world.made.acme.id}'`;
      const json = String(row.json).replaceAll("'", "''");
      const met = {
        read: await probe(world, `select 1 ${others}`),
        "read without a tenant": await probe(world, `select 1 from ${table}`, null),
        changed: await probe(
          world,
          `update ${table} set tenant_id = tenant_id ${others.replace(`from ${table}`, "")} returning 1`,
        ),
        removed: await probe(world, `delete ${others} returning 1`),
        added: await probe(
          world,
          `insert into ${table} select * from jsonb_populate_record(null::${table}, '${json}') returning 1`,
        ),
      };
      return Object.entries(met)
        .filter(([what, rows]) => rows !== forbidden && (what === "added" || rows !== 0))
        .map(([what, rows]) => `rows of another tenant can be ${what}: ${rows}`);
    },
  }));

// The foreign keys by themselves

/** A foreign key between tenant tables. */
export interface ForeignKey {
  name: string;
  table: string;
  columns: string[];
  target: string;
  targetColumns: string[];
}

/** All foreign keys between tenant tables, from the catalog. */
export async function foreignKeysOf(world: World): Promise<ForeignKey[]> {
  const { tenantTables } = world.made.testApp.urls.cluster;
  const named = tenantTables.map((table) => `'${table}'`).join();
  const columns = (of: string, numbers: string) => `array(
    select attname::text from unnest(${numbers}) with ordinality as at (number, place)
    join pg_attribute on attrelid = ${of} and attnum = number order by place)`;
  const rows = await world.asOwner(`
    select conname as name, conrelid::regclass::text as table, confrelid::regclass::text as target,
      ${columns("conrelid", "conkey")} as columns, ${columns("confrelid", "confkey")} as target_columns
    from pg_constraint
    where contype = 'f' and conrelid::regclass::text in (${named}) and confrelid::regclass::text in (${named})
    order by 2, 1`);
  return rows.map(({ name, table, target, columns: own, target_columns: others }) => ({
    ...{ name: String(name), table: String(table), target: String(target) },
    ...{ columns: own as string[], targetColumns: others as string[] }, // arrays of text, by the query
  }));
}

/** The Postgres error code of foreign keys. */
const foreignKeyViolation = "23503";

/** The checks of foreign keys within a tenant, as the owner of the database, without policies. */
export const foreignKeyChecks = (keys: readonly ForeignKey[]): Check[] =>
  keys.map(({ name, table, columns, target, targetColumns }) => ({
    name: `the foreign key ${name} refuses rows of other tenants`,
    async run(world) {
      const { acme, globex } = world.made;
      const rest = (of: readonly string[]) => of.filter((column) => column !== "tenant_id").join();
      // Tried and rolled back. Other constraints do not matter here.
      await world.asOwner(`
        do $$ declare other text; begin
          for other in select conname from pg_constraint where contype = 'c' and conrelid = '${table}'::regclass loop
            execute format('alter table ${table} drop constraint %I', other);
          end loop;
          update ${table} set (${rest(columns)}) = (
            select ${rest(targetColumns)} from ${target} where tenant_id = '${globex.id}' limit 1)
          where ctid = (select ctid from ${table} where tenant_id = '${acme.id}' limit 1);
          if not found then raise exception 'Acme has no row' using errcode = 'WB404'; end if;
          raise exception 'taken' using errcode = 'WB200';
        exception when others then perform set_config('waybill.met', sqlstate, false);
        end $$`);
      const [row] = await world.asOwner("select current_setting('waybill.met') as met");
      const met = String(row?.met);
      return met === foreignKeyViolation ? [] : [`a row of another tenant is met with ${met}`];
    },
  }));
