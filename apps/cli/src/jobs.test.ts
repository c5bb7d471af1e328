import { commandContext, setOperator } from "@waybill/api/command-line";
import { jobs } from "@waybill/db/core";
import { and, desc, eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { as, TestCommandLine } from "./testing/command-line.ts";

const { testApp, acme, run, json, refusal, entries } = await TestCommandLine.start();
const { owner } = acme.members;

describe("jobs and events", () => {
  /** The newest job of a type in the organisation. */
  async function newest(name: string) {
    const rows = await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db
        .select()
        .from(jobs)
        .where(and(eq(jobs.tenantId, acme.id), eq(jobs.name, name)))
        .orderBy(desc(jobs.id))
        .limit(1),
    );
    return rows.at(0);
  }

  test("jobs are listed, cancelled and retried", async () => {
    await run("export", "tags", "-o", "-", ...as(owner));
    const job = await newest("tags.export");
    const { output } = await json("jobs", "list", "--name", "tags.export", ...as(owner));
    expect(output.items).toMatchObject([{ id: job?.id, state: "done" }]);
    expect(
      (await json("jobs", "list", "--state", "failed", "queued", "--name", "tags.export", ...as(owner))).output.items,
    ).toEqual([]);
    expect((await refusal("jobs", "cancel", job?.id ?? "", ...as(owner))).issues).toEqual([" conflict"]);
    await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db
        .update(jobs)
        .set({ state: "failed" })
        .where(and(eq(jobs.tenantId, acme.id), eq(jobs.id, job?.id ?? ""))),
    );
    expect((await refusal("jobs", "retry", job?.id ?? "", ...as(acme.members.viewer))).code).toBe("FORBIDDEN");
    const unknown = await run("jobs", "retry", "nope", ...as(owner));
    expect(unknown).toMatchObject({ code: 1, out: "" });
    expect(unknown.err).toContain("id: There is no job nope. waybill jobs list shows the ids.");
    expect((await run("jobs", "retry", job?.id ?? "", ...as(owner))).code).toBe(0);
    expect(await entries(1)).toMatchObject([{ action: "jobs.retry", actor: "command", userId: owner.id }]);
    expect(await newest("tags.export")).toMatchObject({ id: job?.id, state: "done" });
  });

  test("events are counted and replayed to a handler", async () => {
    const { output: map } = await json("events", "handlers", ...as(owner));
    const [{ handler }] = map.items;
    expect((await json("events", "replay", handler, "--count", ...as(owner))).output).toEqual({
      count: 0,
      more: false,
    });
    expect((await json("events", "replay", handler, "--missed-only", ...as(owner))).output).toMatchObject({ count: 0 });
    expect(await entries(1)).toMatchObject([{ action: "events.replay", actor: "command" }]);
    expect((await refusal("events", "replay", "no.handler", ...as(owner))).issues).toEqual(["handler not_found"]);
    expect((await refusal("events", "replay", handler, "--event", "nope", ...as(owner))).issues).toEqual([
      "event invalid",
    ]);
  });

  test("operators see the queues, and act on them under their own name", async () => {
    const operator = await testApp.user("Olga");
    await setOperator(await commandContext(testApp.app), operator.email, true);
    const { output } = await json("queues", "list", "--as", operator.email);
    expect(output.items).toContainEqual(expect.objectContaining({ type: "tags.export" }));
    expect((await run("queues", "retry", "tags.export", "--as", operator.email)).out).toBe("No job matches\n");
    const ofTenant = ["queues", "retry", "tags.export", "--as", operator.email, "--tenant"];
    for (const name of [acme.slug, acme.id]) expect((await run(...ofTenant, name)).out).toBe("No job matches\n");
    expect((await refusal(...ofTenant, "nowhere")).issues).toEqual(["tenant not_found"]);
    expect((await refusal("queues", "retry", "no kind!", "--as", operator.email)).issues).toEqual(["job-type invalid"]);
    const unknown = await run("queues", "retry", "nope", "--as", operator.email);
    expect(unknown).toMatchObject({ code: 1, out: "" });
    expect(unknown.err).toMatch(/job-type: There is no job type nope\. Available: .*tags\.export/);
  });
});
