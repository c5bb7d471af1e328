import { newId } from "@waybill/db";
import { postgres } from "@waybill/db/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCaller, readInput } from "../../root.ts";
import { validInputs } from "../../testing/inputs.ts";
import { callByName, procedures } from "../../testing/procedures.ts";
import { sample } from "../../testing/samples.ts";
import { refusal, TestApp, type TestUser } from "../../testing.ts";
import { createContext } from "./request.ts";

// A check returns the issues of an input and writes nothing. The cases are generated from the router, so that new mutations
// are included.

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof make>>;
let owner: postgres.Sql;
const inputs: Record<string, unknown> = {};
let before: Record<string, string>;
let operator: TestUser;
const make = () => testApp.tenant("acme", "owner", "viewer");

beforeAll(async () => {
  testApp = await TestApp.start({ JOBS_MODE: "queue" });
  acme = await make();
  for (const [name, input] of Object.entries(validInputs(testApp, acme, acme.members.owner)))
    inputs[name] = await input();
  await acme.members.owner.call.roles.create({ name: "Known", permissions: ["roles.read"] });
  owner = postgres(testApp.urls.ownerUrl, { max: 1, onnotice: () => {} });
  operator = await testApp.user("Operator");
  await owner`update users set superuser = true where id = ${operator.id}`;
  // The last use of a session is written at most once a minute. In this test it is never written.
  await owner`update sessions set last_seen_at = now() + interval '1 hour'`;
  before = await contents();
});
afterAll(() => owner.end());

/** Has a mutation's input checked. */
async function check(name: string, input: unknown, user: TestUser | null = acme.members.owner): Promise<unknown> {
  const headers = new Headers({ "x-tenant-id": acme.slug });
  const caller = createCaller(() => createContext(testApp.app, headers, user?.sessionId ?? null, { check: readInput }));
  return callByName(caller, name, input);
}

/** The rows of each table, by its name. */
async function contents(): Promise<Record<string, string>> {
  const tables = await owner<{ name: string }[]>`
    select format('%I.%I', nspname, relname) as name from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    -- Of the queue its jobs: it keeps house in its other tables by itself.
    where relkind = 'r' and (nspname = 'public' or nspname = 'pgboss' and relname like 'j%')`;
  const queries = tables.map(
    ({ name }) =>
      `select '${name}' as name, md5(coalesce(string_agg(one::text, '' order by one::text), '')) as rows from ${name} as one`,
  );
  const rows = await owner.unsafe<{ name: string; rows: string }[]>(queries.join(" union all "));
  expect(rows.length).toBeGreaterThan(30);
  return Object.fromEntries(rows.map(({ name, rows: hash }) => [name, hash]));
}

const mutations = procedures.filter(({ type }) => type === "mutation");
const writing = /\b(?:insert into|delete from|pg_notify|nextval)\b|^\s*update\b/i;

describe("a check", () => {
  test.each(mutations)(
    "of a valid input of $name is a read-only snapshot and changes no table",
    async ({ name, schema, access }) => {
      const input = name in inputs ? inputs[name] : schema && sample(schema, () => newId());
      const sent = testApp.statements.length;
      const outcome = await check(name, input, access?.kind === "operator" ? operator : acme.members.owner).then(
        (answer) => answer,
        async (error) => (await refusal(Promise.reject(error))).issues,
      );
      // For inputs from a device of their owner, such as a passkey, only the format is checked.
      if (name in inputs) expect(outcome).toBeNull();
      const statements = testApp.statements.slice(sent);
      expect(statements.filter((statement) => writing.test(statement))).toEqual([]);
      // An earlier transaction may be that of the session.
      const opening = statements.findLast((statement) => statement.startsWith("begin"));
      expect(opening).toMatch(/^begin isolation level repeatable read read only\b/);
      expect(await contents()).toEqual(before);
    },
  );

  test("returns all issues of schema and rules, like the call", async () => {
    const input = { name: "KNOWN", permissions: [] };
    const called = await refusal(acme.members.owner.call.roles.create(input));
    expect(await refusal(check("roles.create", input))).toEqual(called);
    expect(called.issues).toEqual(["permissions too_small", "name taken"]);
  });

  test("requires the permission of the procedure, and a mutation", async () => {
    const role = { name: "Role", permissions: ["roles.read"] };
    expect((await refusal(check("roles.create", role, acme.members.viewer))).code).toBe("FORBIDDEN");
    expect((await refusal(check("roles.create", role, null))).code).toBe("UNAUTHORIZED");
    expect((await refusal(check("roles.list", undefined))).code).toBe("BAD_REQUEST");
    expect((await refusal(check("queues.stop", { id: newId() }))).code).toBe("FORBIDDEN");
  });
});
