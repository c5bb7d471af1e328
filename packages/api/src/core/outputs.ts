import { isTrackedEnvelope, type TRPCProcedureBuilder, type TrackedEnvelope, tracked } from "@trpc/server";
import type { EntityName } from "@waybill/validators";
import { z } from "zod";

// What procedures answer. A schema of an output says its form; that a value makes sense was decided when it was stored, and
// is not asked again. A field that a schema does not name is not told.

/** A moment, told as an ISO string in UTC on every way; a service has it as a Date. */
export const time = z.preprocess(
  // A Date that is no moment stays what it is, and does not fit.
  (value: Date | string) => (value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : value),
  z.iso.datetime(),
);

/** An id, as the database has it. */
export const idOut = z.string();

/** What something is about. Whatever text a row has: what it is about may belong to a module that is switched off. */
export const entityOut = z.custom<EntityName>((value) => typeof value === "string", "is no name");

/** What has no form of its own, like the input of a job. It comes out of a column of JSON. */
export const anything = z.unknown();

/** The thing that was made or changed. */
export const done = z.object({ id: idOut });

/** The job that does what was asked for. */
export const queued = z.object({ jobId: idOut });

/** Nothing: that it was done is the answer. */
export const nothing = z.void();

/** A list that is told as a whole. */
export const listOf = <Row extends z.ZodType>(row: Row) => z.object({ items: z.array(row), nextCursor: z.null() });

/** A list by cursor. */
export const byCursor = <Row extends z.ZodType>(row: Row) =>
  z.object({ items: z.array(row), nextCursor: idOut.nullable() });

/** A list by cursor that is ordered by what its things have, see `keyCursor`. */
export const byKey = <Row extends z.ZodType>(row: Row) =>
  z.object({ items: z.array(row), nextCursor: z.string().nullable() });

/** A list by cursor whose rows are counted. */
export const byPosition = <Row extends z.ZodType>(row: Row) =>
  z.object({ items: z.array(row), nextCursor: z.number().nullable() });

/** A list by page. */
export const byPage = <Row extends z.ZodType>(row: Row) =>
  z.object({ items: z.array(row), page: z.number(), pageCount: z.number(), total: z.number(), more: z.boolean() });

/** What JSON cannot hold, or a reader gets in another form than it was sent in. */
type NotJson = Date | bigint | symbol | RegExp | Map<never, never> | Set<never> | ((...args: never) => unknown);

/** The parts of a type that are not the same on every way to the caller; never where there is none. */
export type Lossy<T> = unknown extends T
  ? never
  : T extends NotJson
    ? T
    : T extends readonly (infer Entry)[]
      ? Lossy<Entry>
      : T extends object
        ? { [Key in keyof T]-?: Lossy<T[Key]> }[keyof T]
        : never;

/** A schema of an output: it tells the same in the process and over HTTP. */
type Told<Schema extends z.ZodType> = [Lossy<z.output<Schema>>] extends [never]
  ? Schema
  : { "An output holds what JSON does not": Lossy<z.output<Schema>> };

/** A procedure that has not said yet what it answers. Nothing can be made of it before it has. */
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
         * Says what the procedure answers.
         *
         * @param schema its form. What the procedure gives beyond that is left out; what does not fit fails the call.
         */
        output<Schema extends z.ZodType>(
          schema: Schema & Told<Schema>,
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

/** Takes from a procedure every step but the next one: what it answers. */
export const undeclared = <Builder extends object>(builder: Builder): Undeclared<Builder> =>
  // The builder has that step, among others.
  builder as unknown as Undeclared<Builder>;

/** One message of a stream, with or without the id that a reader comes back with. */
type Message<Data> = Data | TrackedEnvelope<Data>;

/** A subscription that has not said yet what its messages are. */
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
        /** Says what each message is, as `output` says what an answer is. */
        output<Schema extends z.ZodType>(
          schema: Schema & Told<Schema>,
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

/** Reads the messages of a stream as they come. */
async function* read<Data>(schema: z.ZodType<Data>, messages: AsyncIterable<unknown>): AsyncGenerator<Message<Data>> {
  for await (const message of messages) {
    if (isTrackedEnvelope(message)) yield tracked(message[0], schema.parse(message[1]));
    else yield schema.parse(message);
  }
}

const isStream = (value: unknown) => typeof value === "object" && value !== null && Symbol.asyncIterator in value;

/** The output of a subscription: a stream of messages of one form. */
const streamOf = (schema: z.ZodType) =>
  z.custom<AsyncIterable<unknown>>(isStream, "is no stream").transform((messages) => read(schema, messages));

/** The same for a subscription. */
export const undeclaredStream = <Builder extends { output(schema: z.ZodType): object }>(builder: Builder) => {
  const declared = { output: (schema: z.ZodType) => builder.output(streamOf(schema)) };
  return declared as unknown as UndeclaredStream<Builder>;
};
