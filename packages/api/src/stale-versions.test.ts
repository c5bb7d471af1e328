import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { hasNoData, validInputs } from "./testing/inputs.ts";
import { callByName, procedures } from "./testing/procedures.ts";
import { refusal, TestApp } from "./testing.ts";

// No change is lost: updates name the version that they are based on. Generated from the router.

/** Updates that the last one may win, each with its reason. */
const lastWins: Record<string, string> = {
  "users.update": "one's own name, which no one else can change",
};

const hasVersion = (schema: z.ZodType | undefined) => schema instanceof z.ZodObject && "version" in schema.shape;
const updates = procedures.filter(({ name, schema }) => name.endsWith(".update") || hasVersion(schema));

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof make>>;
let inputs: Record<string, () => unknown>;
const make = () => testApp.tenant("acme", "owner");

beforeAll(async () => {
  testApp = await TestApp.start({ JOBS_MODE: "queue" });
  acme = await make();
  inputs = validInputs(testApp, acme, acme.members.owner);
});

const call = (name: string, input: unknown) => callByName(acme.members.owner.call, name, input);

describe.each(
  updates.filter((one) => !lastWins[one.name] && !hasNoData(one)).map(({ name, schema }) => ({ name, schema })),
)("$name", ({ name, schema }) => {
  test("requires the version, and refuses an old one", async () => {
    expect(hasVersion(schema)).toBe(true);
    const input = await inputs[name]?.();
    await call(name, input);
    const late = await refusal(call(name, input));
    expect(late.code).toBe("BAD_REQUEST");
    expect(late.issues[0]).toBe(" stale");
  });

  test("admits one of two concurrent updates", async () => {
    const input = await inputs[name]?.();
    const outcomes = await Promise.allSettled([call(name, input), call(name, input)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const { reason } = outcomes.find((outcome) => outcome.status === "rejected") ?? {};
    expect((await refusal(Promise.reject(reason))).issues[0]).toBe(" stale");
  });
});

test("there are updates, and every exception is one", () => {
  const names = updates.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["roles.update", "tenants.update"]));
  expect(names).toEqual(expect.arrayContaining(Object.keys(lastWins)));
});
