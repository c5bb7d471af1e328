import type { EntityName } from "@waybill/validators";
import type { z } from "zod";
import type { TenantContext } from "./context.ts";
import { defineJob, type JobDefinition } from "./jobs.ts";

/** A kind of event: its name, the shape of its payload, and what it is about. */
export interface EventDefinition<Payload = unknown> {
  name: string;
  /** Raised when the payload's shape changes. */
  version: number;
  entity: EntityName;
  payload: z.ZodType<Payload>;
}

/**
 * Declares an event.
 *
 * @param name `entity.pastTense`, like `parcel.dispatched`. A payload's `id` is the id of the entity.
 */
export function defineEvent<Payload>(
  name: string,
  definition: { version?: number; entity: EntityName; payload: z.ZodType<Payload> },
): EventDefinition<Payload> {
  return { version: 1, ...definition, name };
}

/** A reaction to an event. */
export interface EventHandler {
  /** Stable: a job queued before a deployment finds its code by it after. */
  name: string;
  event: EventDefinition;
  /** For a sync handler: runs in the publisher's transaction. */
  run?: (ctx: TenantContext, payload: unknown) => Promise<void>;
  /** For an async handler: the job that runs it. */
  job?: JobDefinition<unknown>;
}

type Reaction<Payload> = (ctx: TenantContext, payload: Payload) => Promise<void>;

/** Reacts inside the publisher's transaction: both happen, or neither. */
export function onEventSync<Payload>(
  event: EventDefinition<Payload>,
  name: string,
  handler: Reaction<Payload>,
): EventHandler {
  return { name, event, run: (ctx, payload) => handler(ctx, event.payload.parse(payload)) };
}

/**
 * Reacts after the commit, as a job of its own, retried alone, in a transaction of its own. It may run twice: write it
 * so that the second run changes nothing.
 */
export function onEvent<Payload>(
  event: EventDefinition<Payload>,
  name: string,
  handler: Reaction<Payload>,
): EventHandler {
  const job = defineJob({
    name,
    input: event.payload,
    retry: { limit: 5, delaySeconds: 2 },
    handler: ({ transaction, input }) => transaction((ctx) => handler(ctx, input)),
  });
  return { name, event, job };
}
