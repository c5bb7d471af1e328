import { jobStates } from "@waybill/validators";
import { type Command, Option } from "commander";
import { tableOf } from "../output.ts";
import type { Session } from "../session.ts";
import { atOptions, inTenant, type TenantOptions, wholeNumberOf } from "./acting.ts";

interface ListOptions extends TenantOptions {
  state?: (typeof jobStates)[number][];
  name?: string;
  limit: number;
}

type Call = Awaited<ReturnType<Session["person"]>>["call"];
type JobFilter = Pick<ListOptions, "name" | "limit"> & { states: ListOptions["state"] };
type JobPage = Awaited<ReturnType<Call["jobs"]["list"]>>;

/** The newest jobs of a filter; a page can have fewer than its limit and be followed by others. */
async function newestJobs(call: Call, { limit, ...filter }: JobFilter) {
  const items: JobPage["items"] = [];
  let cursor: string | null = null;
  do {
    const page: JobPage = await call.jobs.list({ ...filter, cursor, limit: limit - items.length });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && items.length < limit);
  return items;
}

/** Adds the commands about jobs. */
export function addJobs(program: Command, session: Session): void {
  const jobs = program.command("jobs").description("jobs of an organisation");
  inTenant(jobs.command("list").description("list jobs, newest first"))
    .addOption(new Option("--state <state...>", "only jobs in these states").choices(jobStates))
    .option("--name <name>", "only jobs of this type")
    .option("--limit <number>", "the maximum number", wholeNumberOf, 50)
    .action(async ({ state: states, name, limit, ...options }: ListOptions) => {
      const { call } = await session.person(options);
      const items = await atOptions({ states: "state" }, newestJobs(call, { states, name, limit }));
      const columns = {
        id: "ID",
        name: "JOB TYPE",
        state: "STATE",
        attempts: "ATTEMPTS",
        createdAt: "QUEUED",
        error: "ERROR",
      };
      session.print({ items }, tableOf(items, columns));
    });
  const act = (action: "retry" | "cancel", description: string, result: string) =>
    inTenant(jobs.command(action).description(description))
      .argument("<id>", "the job's id")
      .action(async (id: string, options: TenantOptions) => {
        const { call } = await session.person(options);
        const done = await atOptions({}, call.jobs[action]({ id }), ({ path, message }) =>
          path[0] === "id" ? `There is no job ${id}. waybill jobs list shows the ids.` : message,
        );
        session.print(done, `The job ${id} ${result}`);
      });
  act("retry", "retry a failed or cancelled job", "is queued again");
  act("cancel", "cancel a waiting or running job", "is cancelled");
}
