import type { Command } from "commander";
import { commandLine } from "../api.ts";
import { counted, tableOf } from "../output.ts";
import type { Session } from "../session.ts";
import { asOperator, atOptions, momentOf, refusal } from "./acting.ts";

interface ActionOptions {
  as: string;
  tenant?: string;
  since?: string;
}

/** Adds the commands about the queues of all tenants. */
export function addQueues(program: Command, session: Session): void {
  const queues = program.command("queues").description("jobs of all organisations, by type, for operators");
  asOperator(queues.command("list").description("list the job types with their counts")).action(
    async (options: { as: string }) => {
      const { call } = await session.person(options);
      const { items } = await call.queues.list();
      const columns = { type: "JOB TYPE", ready: "READY", deferred: "DEFERRED", running: "RUNNING" };
      session.print({ items }, tableOf(items, { ...columns, failed: "FAILED", oldestReadyAt: "OLDEST" }));
    },
  );
  const act = (action: "retry" | "cancel", description: string, result: string) =>
    asOperator(queues.command(action).description(description))
      .argument("<job-type>", "the job type, such as parcels.makeLabel")
      .option("-t, --tenant <slug>", "only jobs of this organisation: its URL name or id")
      .option("--since <time>", "only jobs that failed, or were queued, at this time or later", momentOf)
      .action(async (type: string, { tenant, since, ...options }: ActionOptions) => {
        const { call, request } = await session.person(options);
        const tenantId = tenant === undefined ? undefined : await (await commandLine()).tenantIdOf(request, tenant);
        const selection = { type, tenantId, since };
        const preview = call.queues.preview({ ...selection, action });
        const { count, until } = await atOptions({ type: "job-type" }, preview);
        if (count === 0) await requireType(call, type);
        if (count === 0) return session.print({ count: 0 }, "No job matches");
        const started = await call.queues[action]({
          ...selection,
          until: new Date(until).toISOString(),
          expected: count,
        });
        session.print(started, `${counted(started.count, "job")} ${result}`);
      });
  act("retry", "retry failed jobs of a type", "to be retried by a worker");
  act("cancel", "cancel waiting and running jobs of a type", "to be cancelled by a worker");
}

/** @throws at `job-type` for an unknown job type, with the known ones */
async function requireType(call: Awaited<ReturnType<Session["person"]>>["call"], type: string): Promise<void> {
  const { items } = await call.queues.list();
  const types = items.map((item) => item.type).sort();
  if (types.includes(type)) return;
  throw await refusal({ path: ["job-type"], message: `There is no job type ${type}. Available: ${types.join(", ")}.` });
}
