import { activity } from "@waybill/db/core";
import { beforeAll, describe, expect, test } from "vitest";
import { ofTenant } from "./core/index.ts";
import { hasNoData, validInputs } from "./testing/inputs.ts";
import { callByName, procedures } from "./testing/procedures.ts";
import { TestApp } from "./testing.ts";

// A mutation that records no activity gets a plain entry, such as "called tags.create". It is for members, so no mutation
// should need it. The cases are generated from the router, so that new mutations are included.

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof make>>;
let inputs: Record<string, () => unknown>;
const make = () => testApp.tenant("acme", "owner");

beforeAll(async () => {
  testApp = await TestApp.start({ JOBS_MODE: "queue" });
  acme = await make();
  inputs = validInputs(testApp, acme, acme.members.owner);
});

/** Mutations with a plain entry, each with its reason. */
const plain: Record<string, string> = {
  "modules.switch": "switches a module on that is on already, and changes nothing",
};

/** Mutations that are not called here, each with its reason. */
const notCalled: Record<string, string> = {
  "support.revoke": "needs the support access of an operator",
  "tenants.leave": "ends the access of its caller",
  "tenants.requireSecondFactor": "needs a second factor of its caller",
};

const mutations = procedures.filter(
  ({ name, type, access }) =>
    type === "mutation" &&
    !(name in notCalled) &&
    (access?.kind === "tenant" || access?.kind === "person") &&
    !hasNoData({ name }),
);

const summaries = () =>
  testApp.direct.transaction({ tenantId: acme.id }, async ({ db }) => {
    const rows = await db.select({ summary: activity.summary }).from(activity).where(ofTenant(acme.id, activity));
    return rows.map(({ summary }) => summary);
  });

describe("each mutation of a tenant", () => {
  test.each(mutations)("$name records what it did", async ({ name }) => {
    const input = inputs[name];
    expect(input, "a valid input").toBeDefined();
    const given = await input?.();
    await callByName(acme.members.owner.call, name, given);
    const isPlain = (await summaries()).includes(`called ${name}`);
    expect(isPlain).toBe(name in plain);
  });
});
