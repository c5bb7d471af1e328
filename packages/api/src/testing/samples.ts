import { entityDeclarations } from "@waybill/validators";
import { z } from "zod";

/** A text for any field, part of names in a {@link World}, so that a search finds them. */
export const fitting = "Something fitting";

/** The name of an entity with presence. */
const openThing = [...entityDeclarations.values()].find(({ present }) => present)?.name;

/** Texts, one of which is valid for any schema. */
const texts = [
  fitting,
  ...(openThing ? [openThing] : []),
  "10117",
  "fitting-1",
  "someone@example.test",
  "EUR",
  "DE",
  "roles.read",
  "0 7 * * 1",
  "2026-01-01",
  "2026-01-01T00:00:00Z",
  "Europe/Berlin",
  "a secret of a fitting length, more than forty letters",
  "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11.a-secret-of-a-fitting-length-of-43-letters-",
  "123456",
  "12345678",
];

const fittingText = (schema: z.ZodType) => texts.find((text) => schema.safeParse(text).success);

/** The id for a path of the input: `lines.0.itemId`. */
export type Fill = (path: string) => string;

/** A valid input for a schema. @param fill the ids. @param given which optional fields are included; all by default. */
export function sample(schema: unknown, fill: Fill, given: (path: string) => boolean = () => true, path = ""): unknown {
  const at = (key: string | number) => (path ? `${path}.${key}` : String(key));
  const inner = (part: unknown, where = path) => sample(part, fill, given, where);
  if (schema instanceof z.ZodUUID || schema instanceof z.ZodGUID) return fill(path);
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) {
    return given(path) ? inner(schema.unwrap()) : undefined;
  }
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodCatch) return inner(schema.unwrap());
  if (schema instanceof z.ZodLiteral) return [...schema.values][0];
  if (schema instanceof z.ZodPipe) {
    // Earlier forms of a stored input are read before the schema.
    if (schema.in instanceof z.ZodTransform) return inner(schema.out);
    const plain = inner(schema.in);
    return schema.safeParse(plain).success ? plain : (fittingText(schema) ?? plain);
  }
  if (schema instanceof z.ZodObject) {
    return Object.fromEntries(Object.entries(schema.shape).map(([key, field]) => [key, inner(field, at(key))]));
  }
  if (schema instanceof z.ZodArray) return [inner(schema.element, at(0))];
  if (schema instanceof z.ZodUnion) {
    const options = schema.options as unknown[];
    return inner(options.find((option) => option instanceof z.ZodUUID) ?? options[0]);
  }
  if (schema instanceof z.ZodEnum) return schema.options[0];
  if (schema instanceof z.ZodBoolean) return true;
  if (schema instanceof z.ZodNumber) return [1, 7, 15].find((number) => schema.safeParse(number).success);
  return schema instanceof z.ZodType ? (fittingText(schema) ?? null) : null;
}

/** The id paths of a schema. */
export function idPaths(schema: z.ZodType | undefined): string[] {
  const paths: string[] = [];
  sample(schema, (path) => {
    paths.push(path);
    return "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11";
  });
  return paths;
}

/** The paths of a schema's optional fields. */
function optionalPaths(schema: z.ZodType | undefined): string[] {
  const paths: string[] = [];
  sample(
    schema,
    () => "",
    (path) => {
      paths.push(path);
      return true;
    },
  );
  return paths;
}

/** Valid inputs for a schema: without optional fields, with each alone, and with all. */
export function samples(schema: z.ZodType | undefined, fill: Fill): unknown[] {
  const optional = optionalPaths(schema);
  const none = () => false;
  const choices = [none, ...optional.map((path) => (at: string) => at === path), () => true];
  const all = choices.map((given) => sample(schema, fill, given));
  return [...new Map(all.map((input) => [JSON.stringify(input), input])).values()];
}
