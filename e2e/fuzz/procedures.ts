import { type Procedure, procedures } from "@waybill/api/inputs";
import { entityDeclarations } from "@waybill/validators";
import { type Arbitrary, against, anything, type Domain, valid } from "@waybill/validators/testing";
import fc from "fast-check";
import { fuzzedModules } from "../support/modules.ts";
import type { Wire } from "./http.ts";
import type { FuzzCaller, FuzzTenant, RecordIds } from "./records.ts";
import { anyCaller, type Call, inQuery, json, type Target } from "./target.ts";

/** Procedures with a mailed token, which generated inputs do not have. */
const mailed = [
  ...["auth.pendingSignUp", "auth.verifyEmail", "auth.pendingSignIn", "auth.resetPassword"],
  ...["account.confirmEmail", "account.undoEmail", "tenants.invitation", "tenants.accept"],
];

/** Procedures with a proof of identity, which cannot be generated. */
const proofs = ["account.confirm", "account.changePassword", "factors.addPasskey", "factors.confirmTotp"];

/** Procedures for failed jobs: without a worker there are none. */
const ofFailedJobs = ["queues.retry"];

/** Procedures that must accept at least one generated input. */
export const acceptable = procedures
  .map(({ name }) => name)
  .filter((name) => ![...mailed, ...proofs, ...ofFailedJobs].includes(name));

/** The kind of record of an `id`, by router or procedure; by default the singular of the router's name. */
const ids: Record<string, string> = {
  "roles.": "role",
  "apiKeys.": "key",
  "events.": "event",
  "factors.": "passkey",
  "files.": "spare",
  "queues.": "action",
  "jobs.cancel": "queued",
  "jobs.retry": "cancelled",
  "jobs.": "job",
  "support.": "support",
  "parcels.dispatch": "packed",
  "places.delete": "unused",
  "parcels.retry": "failed",
  "parcels.": "draft",
};

/** The kind of record of a procedure's `id`. */
function kindOfId(procedure: string): string | undefined {
  const own = Object.keys(ids).find((prefix) => procedure.startsWith(prefix));
  if (own) return ids[own];
  return [...entityDeclarations.values()].find(({ plural }) => procedure.startsWith(`${plural}.`))?.name;
}

/** The kinds of record of other fields, for one procedure or for all. */
const fields: Record<string, string> = {
  itemId: "item",
  recipientId: "place",
  tagIds: "tag",
  tagId: "tag",
  ids: "failed",
  fileId: "file",
  "places.import fileId": "addressBook",
  "items.importCounts fileId": "counts",
  // A position, generated from its schema.
  "items.movements cursor": "",
  "parcels.import fileId": "orders",
  "parcels.list cursor": "",
  "parcels.batchEntries cursor": "",
  eventId: "event",
  entityId: "item",
  userId: "user",
  invitationId: "invitation",
  sessionId: "session",
  role: "role",
  cursor: "event",
  tenantId: "tenant",
  "parcels.packMany ids": "draft",
  "parcels.dispatchMany ids": "packed",
  refusedIn: "batch",
  batchId: "batch",
  ...Object.assign({}, ...(await fuzzedModules()).map(({ fields }) => fields)),
};

/** The input of an action on many jobs: all jobs of a type. */
const ofQueues: Record<string, Arbitrary> = {
  type: fc.constantFrom("items.import", "places.import"),
  since: fc.constant("2020-01-01T00:00:00.000Z"),
  until: fc.constant("2100-01-01T00:00:00.000Z"),
  expected: fc.constant(10_000),
};

/** The input of a batch of counted parcels. */
const ofBatches: Record<string, Arbitrary> = {
  until: ofQueues.until ?? fc.constant(null),
  expected: fc.constant(10_000),
};

/** The state of a view, by list. */
const ofViews: Record<string, Arbitrary> = {
  list: fc.constant("parcels"),
  state: fc.constantFrom({}, { states: ["packed"] }, { noProgressFor: 3, sort: "updated" }),
};

const upper = (id: string) => id.toUpperCase();

/** Ids of a kind in any letter case; sometimes, unless excluded, of another kind, of another tenant, or unknown. */
function idOf(records: RecordIds, right: readonly string[], only: boolean): fc.Arbitrary<string> {
  if (only) return fc.constantFrom(...right).chain((id) => fc.constantFrom(id, upper(id)));
  const others = Object.values(records).flat();
  return fc.oneof(
    { arbitrary: fc.constantFrom(...(right.length > 0 ? right : others)), weight: 12 },
    { arbitrary: fc.constantFrom(...right, ...others).map(upper), weight: 1 },
    { arbitrary: fc.constantFrom(...others), weight: 1 },
    { arbitrary: fc.uuid(), weight: 1 },
  );
}

/** Known values for a procedure: ids in the tenant and known names. */
function domainOf(procedure: string, { records, names, tenant }: FuzzTenant, { only = false } = {}): Domain {
  const known: Record<string, Arbitrary> = {
    version: fc.constantFrom(1, 1, 1, 2),
    permissions: fc.constantFrom(...names.permissions),
    handler: fc.constantFrom(...names.handlers),
    slug: fc.nat({ max: 2 ** 40 }).map((number) => `fuzz-${number.toString(36)}`),
    tenant: fc.constant(tenant.slug),
    country: fc.constantFrom("DE", "DE", "IE"),
    postcode: fc.constantFrom("10117", null),
    quantity: fc.integer({ min: 1, max: 3 }),
    seen: fc.constantFrom(0, 900),
    counted: fc.integer({ min: 800, max: 1000 }),
    entity: fc.constant("item"),
    ...(procedure.startsWith("queues.") ? ofQueues : {}),
    ...(procedure.startsWith("views.") ? ofViews : {}),
    ...(procedure.endsWith("Many") ? ofBatches : {}),
    ...(procedure === "jobs.setSchedule"
      ? { name: fc.constantFrom(...names.schedules), version: fc.constantFrom(0, 1) }
      : {}),
    // A switched-off module would refuse the calls of all other targets.
    ...(procedure === "modules.switch" ? { name: fc.constant("tags"), on: fc.constant(true) } : {}),
    ...(procedure === "tenants.update" ? { version: fc.integer({ min: 1, max: 4 }) } : {}),
  };
  // Random conditions together would select nothing.
  const chosen = records[fields[`${procedure} ids`] ?? ""];
  if (only && chosen) {
    known.selection = fc.record({ ids: fc.array(idOf(records, chosen, only), { minLength: 1, maxLength: 3 }) });
  }
  return (path) => {
    const field = path.split(".").findLast((part) => part !== "*") ?? "";
    const kind = field === "id" ? kindOfId(procedure) : (fields[`${procedure} ${field}`] ?? fields[field]);
    // A list is generated from its entries.
    if (path.endsWith(field) && ["permissions", "tagIds", "ids"].includes(field)) return undefined;
    return kind ? idOf(records, records[kind] ?? [], only) : known[field];
  };
}

/** The request of a procedure: a query in the URL, others with a body. */
function wireOf({ name, type }: Procedure, headers: Record<string, string>, input: unknown): Wire {
  const path = `/api/trpc/${name}`;
  if (type === "mutation") {
    return { method: "POST", path, headers: { ...headers, ...json }, body: JSON.stringify(input) ?? "" };
  }
  const live: Record<string, string> = type === "subscription" ? { accept: "text/event-stream" } : {};
  return { method: "GET", path: path + inQuery(input), headers: { ...headers, ...live } };
}

const targetOf = (procedure: Procedure): Target => ({
  name: `procedure ${procedure.name}`,
  weight: 1,
  calls(fuzzTenant) {
    const { input: schema } = procedure;
    const domain = domainOf(procedure.name, fuzzTenant);
    const input = schema
      ? fc.oneof({ arbitrary: valid(schema, domain), weight: 3 }, { arbitrary: against(schema, domain), weight: 7 })
      : fc.oneof(fc.constant(undefined), anything);
    return fc
      .tuple(anyCaller, input)
      .map(([caller, value]): Call => ({ caller, wire: wireOf(procedure, fuzzTenant.as(caller), value) }));
  },
  samples(fuzzTenant) {
    const { input: schema, access } = procedure;
    const input = schema ? valid(schema, domainOf(procedure.name, fuzzTenant, { only: true })) : fc.constant(undefined);
    const callers: FuzzCaller[] =
      access.kind === "operator" ? ["operator", "operator"] : ["owner", "key", "dispatcher"];
    return callers.map((caller) =>
      input.map((value): Call => ({ caller, wire: wireOf(procedure, fuzzTenant.as(caller), value) })),
    );
  },
});

/** Every procedure, in the order of the router. */
export const procedureTargets: readonly Target[] = procedures.map(targetOf);
