import { isTrackedEnvelope, type TRPCProcedureBuilder, type TrackedEnvelope, tracked } from "@trpc/server";
import type { EntityName } from "@waybill/validators";
import { z } from "zod";

// Outputs of procedures. A schema describes the types only: values were validated when they were stored. Fields that the
// schema does not name are removed.

const isoMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

function isoOf(value: Date | string, ctx: z.RefinementCtx): string {
  if (typeof value === "string") {
    if (isoMoment.test(value)) return value;
  } else if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  ctx.addIssue("is not a time");
  return z.NEVER;
}

/**
 * A moment: a Date of a service becomes an ISO string in UTC, in the process and over HTTP. One function instead of Zod's
 * own formats, which take half the time of a long list's output.
 */
export const time = z
  .custom<Date | string>()
  .transform(isoOf)
  .pipe(z.string().meta({ format: "date-time" }));

export const idOut = z.string();

/** An entity's name; any text, because the entity may belong to a module that is switched off. */
export const entityOut = z.custom<EntityName>((value) => typeof value === "string", "is not a name");

/** JSON without a schema, like the input of a job. */
export const anything = z.unknown();

/** The created or changed row. */
export const done = z.object({ id: idOut });

/** The job that was queued. */
export const queued = z.object({ jobId: idOut });

/** No output. */
export const nothing = z.void();

/** A complete list. */
export const listOf = <Row extends z.ZodType>(row: Row) => z.object({ items: z.array(row), nextCursor: z.null() });

/** A page by cursor. */
export const byCursor = <Row extends z.ZodType>(row: Row) =>
  z.object({ items: z.array(row), nextCursor: idOut.nullable() });

/** A page by a cursor of the sort key, see `keyCursor`. */
export const byKey = <Row extends z.ZodType>(row: Row) =>
  z.object({ items: z.array(row), nextCursor: z.string().nullable() });

/** A page by a cursor of the position. */
export const byPosition = <Row extends z.ZodType>(row: Row) =>
  z.object({ items: z.array(row), nextCursor: z.number().nullable() });

/** A page by number. */
export const byPage = <Row extends z.ZodType>(row: Row) =>
  z.object({ items: z.array(row), page: z.number(), pageCount: z.number(), total: z.number(), more: z.boolean() });

/** Types that JSON cannot represent. */
type NotJson = Date | bigint | symbol | RegExp | Map<never, never> | Set<never> | ((...args: never) => unknown);

/** The parts of a type that JSON cannot represent; never if there is none. */
export type Lossy<T> = unknown extends T
  ? never
  : T extends NotJson
    ? T
    : T extends readonly (infer Entry)[]
      ? Lossy<Entry>
      : T extends object
        ? { [Key in keyof T]-?: Lossy<T[Key]> }[keyof T]
        : never;

/** A schema whose output is the same in the process and over HTTP. */
type JsonSchema<Schema extends z.ZodType> = [Lossy<z.output<Schema>>] extends [never]
  ? Schema
  : { "An output holds what JSON does not": Lossy<z.output<Schema>> };

/** A procedure without an output: its only method is `output`. */
export type Undeclared<Builder> =
  Builder extends TRPCProcedureBuilder<
    infer Context,
    infer Meta,
    infer Overrides,
    infer InputIn,
    infer InputOut,
    infer _OutputIn,
    infer _OutputOut,
    infer Caller,
    infer ErrorShape
  >
    ? {
        /**
         * Declares the output.
         *
         * @param schema fields beyond it are removed; an output that does not match fails the call.
         */
        output<Schema extends z.ZodType>(
          schema: Schema & JsonSchema<Schema>,
        ): TRPCProcedureBuilder<
          Context,
          Meta,
          Overrides,
          InputIn,
          InputOut,
          z.input<Schema>,
          z.output<Schema>,
          Caller,
          ErrorShape
        >;
      }
    : never;

/** Hides every method of a procedure except `output`. */
export const undeclared = <Builder extends object>(builder: Builder): Undeclared<Builder> =>
  // The builder has that method, among others.
  builder as unknown as Undeclared<Builder>;

/** A message of a stream, with or without the id for a reconnection. */
type Message<Data> = Data | TrackedEnvelope<Data>;

/** A subscription without an output: its only method is `output`. */
export type UndeclaredStream<Builder> =
  Builder extends TRPCProcedureBuilder<
    infer Context,
    infer Meta,
    infer Overrides,
    infer InputIn,
    infer InputOut,
    infer _OutputIn,
    infer _OutputOut,
    infer Caller,
    infer ErrorShape
  >
    ? {
        /** Declares the messages. */
        output<Schema extends z.ZodType>(
          schema: Schema & JsonSchema<Schema>,
        ): TRPCProcedureBuilder<
          Context,
          Meta,
          Overrides,
          InputIn,
          InputOut,
          AsyncIterable<Message<z.input<Schema>>, void>,
          AsyncIterable<Message<z.output<Schema>>, void>,
          Caller,
          ErrorShape
        >;
      }
    : never;

/** Parses the messages of a stream. */
async function* read<Data>(schema: z.ZodType<Data>, messages: AsyncIterable<unknown>): AsyncGenerator<Message<Data>> {
  for await (const message of messages) {
    if (isTrackedEnvelope(message)) yield tracked(message[0], schema.parse(message[1]));
    else yield schema.parse(message);
  }
}

const isStream = (value: unknown) => typeof value === "object" && value !== null && Symbol.asyncIterator in value;

/** A stream of messages with one schema. */
const streamOf = (schema: z.ZodType) =>
  z.custom<AsyncIterable<unknown>>(isStream, "is not a stream").transform((messages) => read(schema, messages));

/** Hides every method of a subscription except `output`. */
export const undeclaredStream = <Builder extends { output(schema: z.ZodType): object }>(builder: Builder) => {
  const declared = { output: (schema: z.ZodType) => builder.output(streamOf(schema)) };
  return declared as unknown as UndeclaredStream<Builder>;
};
