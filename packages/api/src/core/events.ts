import type { EntityName } from "@waybill/validators";
import { z } from "zod";
import type { TenantContext } from "./context.ts";
import { readPermissionOf } from "./entities.ts";
import { type GivenUp, type JobContext, type JobDefinition, jobOf, type NothingWaits } from "./jobs.ts";

/** A kind of event: its name, the shape of its payload, and what it is about. */
export interface EventDefinition<Payload = unknown> {
  name: string;
  /** Raised when the payload's shape changes. */
  version: number;
  entity: EntityName;
  payload: z.ZodType<Payload>;
  /** What happened, as a sentence without its subject: "created the parcel WB-1001". */
  says(payload: Payload): string;
  /** By an older version's number: makes its payload into one of the next version. */
  upgrades: Record<number, (payload: unknown) => unknown>;
}

/**
 * Declares an event.
 *
 * @param name `entity.pastTense`, like `parcel.dispatched`. A payload's `id` is the id of the entity.
 */
export function defineEvent<Payload>(
  name: string,
  definition: {
    version?: number;
    entity: EntityName;
    payload: z.ZodType<Payload>;
    says: (payload: Payload) => string;
    upgrades?: EventDefinition["upgrades"];
  },
): EventDefinition<Payload> {
  return { version: 1, upgrades: {}, ...definition, name };
}

/**
 * Reads a recorded payload, whatever version wrote it.
 *
 * @throws where an upgrade is missing, or the payload does not fit.
 */
export function readPayload<Payload>(event: EventDefinition<Payload>, version: number, payload: unknown): Payload {
  let current = payload;
  for (let from = version; from < event.version; from += 1) {
    const upgrade = event.upgrades[from];
    if (!upgrade) throw new Error(`${event.name} has no upgrade from version ${from}.`);
    current = upgrade(current);
  }
  return event.payload.parse(current);
}

/** Something that reacts to an event. */
export interface EventHandler {
  /** Stable: a job queued before a deployment finds its code by it after. */
  name: string;
  event: EventDefinition;
  /** For a sync handler: runs in the publisher's transaction. */
  run?: (ctx: TenantContext, payload: unknown) => Promise<void>;
  /** For an async handler: the job that runs it. */
  job?: JobDefinition<HandlerInput>;
}

/** What an async handler's job carries: the event as it was recorded. */
export interface HandlerInput {
  version: number;
  payload: unknown;
}

const handlerInput = z.object({ version: z.number().int(), payload: z.unknown() });

type Reaction<Payload> = (ctx: TenantContext, payload: Payload) => Promise<void>;

/** Forgets the payload's type, which handlers of all events in one list do not share. */
const anyEvent = <Payload>(event: EventDefinition<Payload>) => event as EventDefinition;

/** Reacts inside the publisher's transaction: both happen, or neither. */
export function onEventSync<Payload>(
  event: EventDefinition<Payload>,
  name: string,
  handler: Reaction<Payload>,
): EventHandler {
  return { name, event: anyEvent(event), run: (ctx, payload) => handler(ctx, event.payload.parse(payload)) };
}

/**
 * Reacts after the commit, as a job of its own, retried alone, in a transaction of its own. It may run twice: write it
 * so that the second run changes nothing.
 *
 * @param end.onGiveUp what becomes of what waits for the reaction, where its last attempt failed: it gets the payload
 *   and the reason, in words. Or the reason that nothing waits.
 * @param end.obstacle why running the reaction again would do nothing, in words; null where it would do something.
 */
export function onEvent<Payload>(
  event: EventDefinition<Payload>,
  name: string,
  handler: Reaction<Payload>,
  end: {
    onGiveUp: NothingWaits | ((ctx: TenantContext, payload: Payload, reason: string) => Promise<void>);
    obstacle?: (ctx: TenantContext, payload: Payload) => Promise<string | null>;
  },
): EventHandler {
  const { onGiveUp, obstacle } = end;
  const read = ({ version, payload }: HandlerInput) => readPayload(event, version, payload);
  const parts = {
    name,
    title: `React to ${event.name}`,
    input: handlerInput,
    retry: { limit: 5, delaySeconds: 2 },
    handler: ({ transaction, input }: JobContext<HandlerInput>) => transaction((ctx) => handler(ctx, read(input))),
    ...(obstacle ? { obstacle: (ctx: TenantContext, input: HandlerInput) => obstacle(ctx, read(input)) } : {}),
  };
  const wayOut =
    typeof onGiveUp === "function"
      ? { tell: (ctx: TenantContext, { input, reason }: GivenUp<HandlerInput>) => onGiveUp(ctx, read(input), reason) }
      : onGiveUp;
  // Its input is the event's payload.
  const job = jobOf(parts, readPermissionOf(event.entity), wayOut);
  return { name, event: anyEvent(event), job };
}
