import { z } from "zod";

/** The checks of a schema that restrict its values. */
interface Check {
  check?: string;
  format?: string;
  pattern?: RegExp;
  maximum?: number;
  minimum?: number;
}

/** The checks of a schema, including its own format. */
export function checksOf(schema: z.ZodType): Check[] {
  const def: { checks?: { _zod: { def: Check } }[] } & Check = schema._zod.def;
  const own = def.check ? [def] : [];
  return [...own, ...(def.checks ?? []).map((check) => check._zod.def)];
}

/** A schema without wrappers for optional values, and without the reading of earlier forms before it. */
export function unwrapped(schema: z.core.$ZodType): z.ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodCatch ||
    schema instanceof z.ZodReadonly
  ) {
    return unwrapped(schema.unwrap());
  }
  if (schema instanceof z.ZodPipe && schema.in instanceof z.ZodTransform) return unwrapped(schema.out);
  if (schema instanceof z.ZodType) return schema;
  throw new Error("This is not a schema.");
}

/** A scalar or a list in an input, with its path: `lines.*.itemId`. */
export interface Place {
  path: string;
  schema: z.ZodType;
}

/** The input and output schemas of a pipe; the output is null if it is computed. */
export function pipeOf(schema: z.ZodPipe): { from: z.ZodType; to: z.ZodType | null } {
  const { in: from, out: to } = schema;
  return { from: unwrapped(from), to: to instanceof z.ZodTransform ? null : unwrapped(to) };
}

/** All lists and scalars of an input. */
export function placesOf(schema: z.core.$ZodType, path = ""): Place[] {
  const inner = unwrapped(schema);
  const at = (key: string) => (path ? `${path}.${key}` : key);
  if (inner instanceof z.ZodObject) {
    return Object.entries(inner.shape).flatMap(([key, field]) => placesOf(field, at(key)));
  }
  if (inner instanceof z.ZodArray) return [{ path, schema: inner }, ...placesOf(inner.element, at("*"))];
  if (inner instanceof z.ZodUnion) return inner.options.flatMap((option) => placesOf(option, path));
  // The output of a pipe is bounded by its input; a list of choices bounds a text too.
  if (inner instanceof z.ZodPipe) return placesOf(pipeOf(inner).from, path);
  return [{ path, schema: inner }];
}
