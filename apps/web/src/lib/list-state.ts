import { createParser, type ParserBuilder } from "nuqs/server";
import type { z } from "zod";
import { writePart } from "./list-url.ts";

// The state of a list as its address has it: filters, order, page. One schema of validators says what each may be; it is
// the same that the server checks, and that a saved view is read with.

/** What an address may say of a list: a schema for each name, and the names in the address where they are shorter. */
export interface ListState<Shape extends z.ZodRawShape> {
  schema: z.ZodObject<Shape>;
  parsers: { [Name in keyof Shape]: ParserBuilder<NonNullable<z.output<Shape[Name]>>> };
  urlKeys: Partial<Record<keyof Shape, string>>;
  /** The state that an address says; what is not valid is left out. */
  read(params: Record<string, string | undefined>): StateOf<Shape>;
}

export type StateOf<Shape extends z.ZodRawShape> = { [Name in keyof Shape]?: NonNullable<z.output<Shape[Name]>> };

/**
 * Declares what an address says of a list, as {@link writePart} writes it.
 *
 * @param urlKeys how a part is called in the address, where that is not its name.
 */
export function listState<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  urlKeys: Partial<Record<keyof Shape, string>> = {},
): ListState<Shape> {
  const parsers = Object.fromEntries(
    Object.entries(schema.shape).map(([name, field]) => [
      name,
      createParser({ parse: (text) => readPart(field as z.ZodType, text), serialize: writePart }),
    ]),
  );
  return {
    schema,
    // One parser for each name; fromEntries forgets them.
    parsers: parsers as unknown as ListState<Shape>["parsers"],
    urlKeys,
    read: (params) =>
      Object.fromEntries(
        Object.entries(parsers).flatMap(([name, parser]) => {
          const text = params[urlKeys[name] ?? name];
          const value = text ? parser.parse(text) : null;
          return value === null ? [] : [[name, value]];
        }),
      ) as StateOf<Shape>,
  };
}

/** A part of the state: the first form of the text that its schema accepts. */
function readPart(field: z.ZodType, text: string): NonNullable<unknown> | null {
  const list = text.split(",").filter(Boolean);
  const [from, to] = text.split("..");
  const forms: unknown[] = [
    text,
    list,
    // Of a list that has values which there are not, those that there are.
    list.filter((one) => field.safeParse([one]).success),
    ...(text === "1" ? [true] : []),
    Number(text),
    /^last\d+$/.test(text) ? { last: Number(text.slice(4)) } : { from: from || undefined, to: to || undefined },
  ];
  for (const form of forms) {
    const { success, data } = field.safeParse(form);
    if (success && data !== undefined && data !== null && data !== "" && !isEmpty(data)) return data;
  }
  return null;
}

const isEmpty = (value: unknown) =>
  typeof value === "object" && value !== null && Object.values(value).every((one) => one === undefined);
