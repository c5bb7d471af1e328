// Configures Zod.
import "@waybill/validators/issues";
import { createParser, type ParserBuilder } from "nuqs/server";
import type { z } from "zod";
import { writePart } from "./list-url.ts";

// The state of a list in the URL: filters, order, page. A schema of the validators describes it; the server checks it with
// the same schema, and saved views are read with it.

/** The state of a list in the URL: a schema for each name, and shorter names for the URL. */
export interface ListState<Shape extends z.ZodRawShape> {
  schema: z.ZodObject<Shape>;
  parsers: { [Name in keyof Shape]: ParserBuilder<NonNullable<z.output<Shape[Name]>>> };
  urlKeys: Partial<Record<keyof Shape, string>>;
  /** Reads the state from a query string; invalid values are left out. */
  read(params: Record<string, string | undefined>): StateOf<Shape>;
}

export type StateOf<Shape extends z.ZodRawShape> = { [Name in keyof Shape]?: NonNullable<z.output<Shape[Name]>> };

/**
 * Declares the state of a list in the URL, in the notation of {@link writePart}.
 *
 * @param urlKeys names of parts in the URL, if they differ.
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
    // One parser for each name; the type of fromEntries has no names.
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

/** A part of the state: the first reading of the text that its schema accepts. */
function readPart(field: z.ZodType, text: string): NonNullable<unknown> | null {
  const list = text.split(",").filter(Boolean);
  const [from, to] = text.split("..");
  const forms: unknown[] = [
    text,
    list,
    // The known values of a list with unknown ones.
    list.filter((one) => field.safeParse([one]).success),
    ...(text === "1" ? [true] : text === "0" ? [false] : []),
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
