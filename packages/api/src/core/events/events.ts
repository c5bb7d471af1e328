import type { EntityName } from "@waybill/validators";
import { z } from "zod";
import type { TenantContext } from "../context.ts";
import { readPermissionOf } from "../data/entities.ts";
import { type GivenUp, type JobContext, type JobDefinition, jobOf, type NoDependents } from "../jobs/jobs.ts";

/** A kind of event: name, payload schema and entity. */
export interface EventDefinition<Payload = unknown> {
  name: string;
  /** Increased when the schema of the payload changes. */
  version: number;
  entity: EntityName;
  payload: z.ZodType<Payload>;
  /** A sentence without its subject: "created the parcel WB-1001". */
  summary(payload: Payload): string;
  /** By old version number: converts a payload to the next version. */
  upgrades: Record<number, (payload: unknown) => unknown>;
}

/**
 * Declares an event.
 *
 * @param name `entity.pastTense`, such as `parcel.dispatched`. The payload's `id` is the entity's id.
 */
export function defineEvent<Payload>(
  name: string,
  definition: {
    version?: number;
    entity: EntityName;
    payload: z.ZodType<Payload>;
    summary: (payload: Payload) => string;
    upgrades?: EventDefinition["upgrades"];
  },
): EventDefinition<Payload> {
  return { version: 1, upgrades: {}, ...definition, name };
}

/**
 * Parses a recorded payload of any version.
 *
 * @throws if an upgrade is missing or the payload does not match the schema
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

/** A handler of an event. */
export interface EventHandler {
  /** Stable: queued jobs refer to it across deployments. */
  name: string;
  event: EventDefinition;
  /** Of a sync handler: runs in the publisher's transaction. */
  run?: (ctx: TenantContext, payload: unknown) => Promise<void>;
  /** Of an async handler: its job. */
  job?: JobDefinition<HandlerInput>;
}

/** The input of an async handler's job: the recorded event. */
export interface HandlerInput {
  version: number;
  payload: unknown;
}

const handlerInput = z.object({ version: z.number().int(), payload: z.unknown() });

type HandleEvent<Payload> = (ctx: TenantContext, payload: Payload) => Promise<void>;

/** Erases the payload type, so that handlers of all events fit one list. */
const anyEvent = <Payload>(event: EventDefinition<Payload>) => event as EventDefinition;

/** Declares a sync handler, which runs in the publisher's transaction. */
export function onEventSync<Payload>(
  event: EventDefinition<Payload>,
  name: string,
  handler: HandleEvent<Payload>,
): EventHandler {
  return { name, event: anyEvent(event), run: (ctx, payload) => handler(ctx, event.payload.parse(payload)) };
}

/**
 * Declares an async handler: a job after the commit, with its own transaction and retries. It must be idempotent.
 *
 * @param end.onGiveUp called with the payload and the reason when the last attempt failed, or the reason why nothing
 *   depends on the handler.
 * @param end.retryRefusal why another run would do nothing; null if it would do something.
 */
export function onEvent<Payload>(
  event: EventDefinition<Payload>,
  name: string,
  handler: HandleEvent<Payload>,
  end: {
    onGiveUp: NoDependents | ((ctx: TenantContext, payload: Payload, reason: string) => Promise<void>);
    retryRefusal?: (ctx: TenantContext, payload: Payload) => Promise<string | null>;
  },
): EventHandler {
  const { onGiveUp, retryRefusal } = end;
  const read = ({ version, payload }: HandlerInput) => readPayload(event, version, payload);
  const parts = {
    name,
    title: `React to ${event.name}`,
    input: handlerInput,
    retry: { limit: 5, delaySeconds: 2 },
    run: ({ transaction, input }: JobContext<HandlerInput>) => transaction((ctx) => handler(ctx, read(input))),
    ...(retryRefusal
      ? { retryRefusal: (ctx: TenantContext, input: HandlerInput) => retryRefusal(ctx, read(input)) }
      : {}),
  };
  const giveUpHandler =
    typeof onGiveUp === "function"
      ? { call: (ctx: TenantContext, { input, reason }: GivenUp<HandlerInput>) => onGiveUp(ctx, read(input), reason) }
      : onGiveUp;
  // The job's input is the event's payload.
  const job = jobOf(parts, readPermissionOf(event.entity), giveUpHandler);
  return { name, event: anyEvent(event), job };
}
