import type { Command } from "commander";
import { z } from "zod";
import { resultOf } from "../jobs.ts";
import { counted, tableOf } from "../output.ts";
import type { Session } from "../session.ts";
import { atOptions, inTenant, momentOf, type TenantOptions } from "./acting.ts";

interface ReplayOptions extends TenantOptions {
  event?: string;
  from?: string;
  to?: string;
  missedOnly?: boolean;
  count?: boolean;
}

/** The result of the job. */
const replayed = z.object({ queued: z.number() });

/** The number of events in words. @param more whether later events were not counted */
const numberOf = ({ count, more }: { count: number; more: boolean }) =>
  more ? `at least ${counted(count, "event")}` : counted(count, "event");

/** Adds the commands about events. */
export function addEvents(program: Command, session: Session): void {
  const events = program.command("events").description("events and their handlers");
  inTenant(events.command("handlers").description("list the handlers to which events can be replayed")).action(
    async (options: TenantOptions) => {
      const { call } = await session.person(options);
      const items = (await call.events.map()).flatMap(({ name: event, handlers }) =>
        handlers.filter((handler) => handler.async).map(({ name, module }) => ({ handler: name, event, module })),
      );
      session.print({ items }, tableOf(items, { handler: "HANDLER", event: "EVENT", module: "MODULE" }));
    },
  );
  inTenant(events.command("replay").description("replay events to a handler; needs a worker"))
    .argument("<handler>", "the handler's name")
    .option("--event <id>", "a single event")
    .option("--from <time>", "events from this time on, such as 2027-01-31T08:00:00Z", momentOf)
    .option("--to <time>", "events up to this time", momentOf)
    .option("--missed-only", "only events for which the handler was not queued")
    .option("--count", "only count the events")
    .action((handler: string, options: ReplayOptions) => replay(session, handler, options));
}

async function replay(session: Session, handler: string, options: ReplayOptions): Promise<void> {
  const { event: eventId, from, to, missedOnly } = options;
  const { call } = await session.person(options);
  const input = { handler, eventId, from, to, missedOnly };
  if (options.count) {
    const { count, more } = await atOptions({ eventId: "event" }, call.events.replayCount(input));
    return session.print({ count, more }, numberOf({ count, more }));
  }
  const { jobId } = await atOptions({ eventId: "event" }, call.events.replay(input));
  const { queued: count } = replayed.parse(await resultOf(session, call, jobId));
  session.print({ jobId, count }, `${counted(count, "event")} replayed to ${handler}`);
}
