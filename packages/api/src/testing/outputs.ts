import { z } from "zod";

/** The parts of a composite schema by name; null for a value. */
function partsOf(schema: unknown): readonly (readonly [string, unknown])[] | null {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) return [["", schema.unwrap()]];
  if (schema instanceof z.ZodUnion) return schema.options.map((option) => ["", option]);
  if (schema instanceof z.ZodObject) return Object.entries(schema.shape);
  if (schema instanceof z.ZodArray) return [["*", schema.element]];
  if (schema instanceof z.ZodRecord) return [["*", schema.valueType]];
  return schema instanceof z.ZodNull || schema instanceof z.ZodVoid ? [] : null;
}

/** The path of a part: `items.*.id`. */
const at = (path: string, name: string) => (path && name ? `${path}.${name}` : path || name);

/** All values of an output by path. */
export function valuesOf(schema: unknown, path = ""): Set<string> {
  const parts = partsOf(schema);
  return new Set(parts ? parts.flatMap(([name, part]) => [...valuesOf(part, at(path, name))]) : [path]);
}

/** The non-null values of a response. */
export function valuesIn(schema: unknown, answer: unknown, path = ""): Set<string> {
  if (answer === null || answer === undefined) return new Set();
  const parts = partsOf(schema);
  if (!parts) return new Set([path]);
  const given = (name: string): unknown[] => {
    if (name === "") return [answer];
    if (typeof answer !== "object") return [];
    return name === "*" ? Object.values(answer) : [Reflect.get(answer, name)];
  };
  return new Set(
    parts.flatMap(([name, part]) => given(name).flatMap((one) => [...valuesIn(part, one, at(path, name))])),
  );
}
