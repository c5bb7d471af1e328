import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createRegistry } from "../core/module.ts";
import { wholeAccess } from "../core/permissions.ts";
import { createContext } from "../core/request.ts";
import { inTenant, system, unitOfWork } from "../core/unit-of-work.ts";
import { modules } from "../modules/index.ts";
import { openFile } from "../platform/files/index.ts";
import { platform } from "../platform/index.ts";
import { ask, byOwner, type Outcome, outcomeOf, queries } from "./answers.ts";
import { furnish, type Ids, idFor } from "./furnish.ts";
import { type Procedure, proceduresFor } from "./procedures.ts";
import { idPaths, sample } from "./samples.ts";
import { marker, secrets, type World } from "./world.ts";

// What proves that tenants cannot get at each other. Most of it is generated, from the router, the modules and the
// catalog, and none of it needs a test runner.

/** Something that shows a leak, where there is one. */
export interface Check {
  name: string;
  /** @returns what leaked, in words; nothing where the tenants are kept apart. */
  run(world: World): Promise<string[]>;
}

/** The secrets of other tenants in what somebody was told. */
export function told(what: unknown): string[] {
  const text = typeof what === "string" ? what : (JSON.stringify(what) ?? "");
  return secrets.filter((secret) => text.includes(secret)).map((secret) => `it tells ${secret}: ${text}`);
}

/** Has Acme do something. @returns what it leaked, and whether it changed what others have. */
async function watched(world: World, act: () => Promise<string[]>): Promise<string[]> {
  const leaks = await act();
  return (await world.othersChanged()) ? [...leaks, "it changes rows of another tenant"] : leaks;
}

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

/** The live connection tells a reader who comes back of the own events alone. */
const liveCheck: Check = {
  name: "core.live tells what was missed of the own tenant alone",
  async run(world) {
    const { acme } = world.made;
    const own = await world.asOwner(`
      select id from events where tenant_id = '${acme.id}' and created_at > (
        select created_at from events where tenant_id = '${acme.id}' and id = '${acme.ids.event}') - interval '10 seconds'
      order by id`);
    const { code, answer } = await byOwner(world, "core.live", { lastEventId: acme.ids.event });
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

/** A procedure, and a field of it that takes an id. */
export interface Taker extends Procedure {
  path: string;
}

/** Where a browser tab names itself: an id of nothing. */
export const tabPath = "tabId";

/** Every field that takes an id of something. */
export const takers: Taker[] = proceduresFor("tenant", "person", "user").flatMap((procedure) =>
  idPaths(procedure.schema)
    .filter((path) => path !== tabPath)
    .map((path) => ({ ...procedure, path })),
);

/**
 * Mutations that take an id only to narrow down what is the tenant's own anyway: one of somebody else's narrows it down
 * to nothing.
 */
const narrowing = ["activity.export", "presence.gone"];

/** What is wrong with how a procedure answered an id that belongs to another tenant, in words. */
export function problemsOf({ name, type }: Procedure, { code, answer }: Outcome): string[] {
  const taken = type === "mutation" && code === "ok" && !narrowing.includes(name);
  const rows = typeof answer === "object" && answer !== null && "items" in answer ? answer.items : [];
  return [
    ...told(answer),
    ...(code === "INTERNAL_SERVER_ERROR" ? ["it breaks"] : []),
    ...(taken ? ["it is not refused"] : []),
    ...(type === "query" && Array.isArray(rows) && rows.length > 0 ? ["it finds something"] : []),
  ];
}

/** Gives a field ids that belong to another tenant, while everything else of the input is Acme's own. */
export function giveForeign(world: World, taker: Taker, ids: Ids): Promise<string[]> {
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

const takerChecks: Check[] = takers.map((taker) => ({
  name: `${taker.name} at ${taker.path} takes no id of another tenant`,
  run: (world) => giveForeign(world, taker, { fitting: idFor(world.made.globex.ids, taker.path, taker.name) }),
}));

const fileCheck: Check = {
  name: "files are opened in their own tenant alone",
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
      ...told(own),
      ...(own.includes("%PDF") ? [] : [`the own file is not opened: ${own}`]),
      ...(foreign === "NOT_FOUND" ? [] : ["the file of another tenant is opened"]),
    ];
  },
};

// Jobs

const registry = createRegistry({ ...platform, ...modules });

/** Runs a job of Acme's. @returns what its tenant sees of it. */
async function runJob(world: World, name: string, input: unknown): Promise<unknown> {
  const { app } = world.made.testApp;
  const job = app.registry.jobs.get(name);
  if (!job) throw new Error(`There is no job ${name}.`);
  const tenant = { ...world.made.acme, name: world.made.acme.slug, timeZone: "UTC" };
  const origin = { requestId: "isolation", log: app.log, user: null, actor: system };
  const id = await unitOfWork(app, origin, { tenantId: tenant.id }, (work) =>
    inTenant(app, work, tenant, wholeAccess(app.registry.resources)).jobs.enqueue(job, input),
  );
  return world.asOwner(`select result, error, message from jobs where id = '${id}'`);
}

/** The jobs of a tenant. Those of the installation act on all of them. */
const tenantJobs = [...registry.jobs.values()].filter(({ readBy }) => readBy !== null);

const jobChecks: Check[] = tenantJobs.map(({ name, input }) => ({
  name: `the job ${name} stays in its tenant, whatever ids it is given`,
  run: (world) =>
    watched(world, async () => {
      const leaks: string[] = [];
      for (const { ids } of [world.made.acme, world.made.globex]) {
        leaks.push(
          ...told(
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
    name: `${name} changes the own tenant alone`,
    run: (world) =>
      watched(world, async () => {
        const prepared = name in world.made.inputs;
        const input = prepared ? world.made.inputs[name] : sample(schema, ownIds(world, name));
        const { code, answer } = await byOwner(world, name, input);
        return [...told(answer), ...(prepared && code !== "ok" ? [`it is refused: ${JSON.stringify(answer)}`] : [])];
      }),
  }));

/** Parcels whose state asks for more than the mutation does to others. */
const failedParcelCheck: Check = {
  name: "parcels.cancel gives back the stock of the own tenant alone",
  run: (world) =>
    watched(world, async () => {
      const { id } = world.made.failedParcel;
      const { code, answer } = await byOwner(world, "parcels.cancel", { id });
      return code === "ok" ? [] : [`it is refused: ${JSON.stringify(answer)}`];
    }),
};

const namesCheck: Check = {
  name: "a tenant may have everything by the names that another tenant has",
  async run({ made: { testApp } }) {
    const tenant = await testApp.tenant("initech", "owner", "viewer");
    const { code, answer } = await outcomeOf(furnish(testApp, tenant, marker));
    return code === "ok" ? [] : [`it may not: ${JSON.stringify(answer)}`];
  },
};

// Who may enter

const invitationCheck: Check = {
  name: "an invitation is accepted in its own tenant alone",
  run: (world) =>
    watched(world, async () => {
      const { guest, token } = world.made.invitation;
      const { code, answer } = await outcomeOf(world.call(guest, "tenants.accept", { token }));
      return code === "ok" ? told(answer) : [`it is refused: ${JSON.stringify(answer)}`];
    }),
};

const keyCheck: Check = {
  name: "a key opens its own tenant alone, and none once it is revoked there",
  async run(world) {
    const { acme, globex, apiKey } = world.made;
    const codeIn = async (tenant: string) => (await outcomeOf(world.call(apiKey, "tags.list", undefined, tenant))).code;
    const before = [await codeIn(acme.slug), await codeIn(globex.slug), await codeIn("shadow")];
    await byOwner(world, "apiKeys.revoke", { id: apiKey.id });
    const after = [...before, await codeIn(acme.slug)];
    return after.join() === "ok,NOT_FOUND,NOT_FOUND,UNAUTHORIZED" ? [] : [`it was answered ${after.join()}`];
  },
};

const memberCheck: Check = {
  name: "who was taken out of a tenant is out, whatever other tenants they belong to",
  async run(world) {
    const { viewer } = world.made.acme.members;
    await byOwner(world, "tenants.removeMember", { userId: viewer.id });
    const { code } = await outcomeOf(world.call(viewer, "tags.list", undefined));
    return code === "NOT_FOUND" ? [] : [`it was answered ${code}`];
  },
};

// What is left

const remainsCheck: Check = {
  name: "no row, file or mail of a tenant has anything of another one",
  async run(world) {
    const { acme, testApp } = world.made;
    const folder = join(testApp.app.settings.DATA_DIR, "files", acme.id);
    const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "latin1")));
    const mails = await world.asOwner(`
      select * from mails where "to" in (
        select email from users join memberships on user_id = users.id where tenant_id = '${acme.id}')`);
    return [...told(await world.rowsOf(acme.id)), ...files.flatMap(told), ...told(mails)];
  },
};

/** Every check that has to hold while one of the two layers is off. In this order: those that change nothing first. */
export const isolationChecks: readonly Check[] = [
  ...queryChecks,
  liveCheck,
  fileCheck,
  ...takerChecks,
  ...jobChecks,
  ...mutationChecks,
  failedParcelCheck,
  namesCheck,
  invitationCheck,
  keyCheck,
  memberCheck,
  remainsCheck,
];

// The policies by themselves

/** Runs a statement of Acme's past every filter, and undoes it. @returns how many rows it met, or the error's code */
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

/** What Postgres answers where a right is missing, or a policy refuses. */
const forbidden = "42501";

/**
 * The checks of the policies, one for each table that has a tenant.
 *
 * @param tables from the catalog.
 */
export const policyChecks = (tables: readonly string[]): Check[] =>
  tables.map((table) => ({
    name: `the policy of ${table} shows and takes rows of the own tenant alone`,
    async run(world) {
      const [row] = await world.asOwner(
        `select to_jsonb(row)::text as json from ${table} as row where tenant_id = '${world.made.globex.id}' limit 1`,
      );
      if (!row) return [`Globex has no ${table}: furnish it with one, in world.ts`];
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
