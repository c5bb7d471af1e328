import { isVisible, lineOf } from "@waybill/validators/characters";
import type { Days } from "@waybill/validators/lists";
import { createParser, type ParserBuilder } from "nuqs/server";
import type { z } from "zod";
import { writePart } from "./list-url.ts";

// The state of a list in its URL: filters, order, page. It is read without the schema of the list, so that the page does not
// load Zod. A test asserts that the schema accepts everything that is read here.

/** Reads a part of the state. @returns null for an invalid text */
export type ReadPart<Value> = (text: string) => Value | null;

/** A search, or a code. */
export const linePart =
  (max: number, kind: "line" | "code" = "line"): ReadPart<string> =>
  (text) => {
    const line = lineOf(text, max, kind);
    return line !== null && isVisible(line) ? line : null;
  };

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export const idPart: ReadPart<string> = (text) => {
  const id = text.toLowerCase();
  return uuid.test(id) ? id : null;
};

/** One of some values. */
export const oneOfPart =
  <Value extends string>(values: readonly Value[]): ReadPart<Value> =>
  (text) =>
    values.find((value) => value === text) ?? null;

/** A list without its invalid entries. @param max the maximum count */
export const severalPart =
  <Value>(read: ReadPart<Value>, max: number): ReadPart<Value[]> =>
  (text) => {
    const all = new Set(text.split(",").flatMap((each) => read(each) ?? []));
    return all.size > 0 && all.size <= max ? [...all] : null;
  };

/** A whole number within bounds. */
export const wholePart =
  (min: number, max: number): ReadPart<number> =>
  (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return number >= min && number <= max ? number : null;
  };

/** A condition that is on; without it, it is off. */
export const yesPart: ReadPart<true> = (text) => (text === "1" ? true : null);

/** Whether a day exists, from 1900 on. */
function isDay(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(text) : null;
  return at !== null && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) && text >= "1900";
}

/** A period of days: `2026-01-01..2026-01-31`, `2026-01-01..`, `..2026-01-31` or `last7`. */
export const daysPart: ReadPart<Days> = (text) => {
  const last = /^last(\d+)$/.exec(text)?.[1];
  if (last !== undefined) {
    const days = wholePart(1, 3660)(last);
    return days === null ? null : { last: days };
  }
  const [from = "", to = "", ...more] = text.split("..");
  const valid = [from, to].every((day) => day === "" || isDay(day)) && more.length === 0 && text.includes("..");
  if (!valid || (from === "" && to === "") || (from !== "" && to !== "" && from > to)) return null;
  return { ...(from ? { from } : {}), ...(to ? { to } : {}) };
};

/** The state of a list in its URL: the parser of each part, and its name in the URL if it differs. */
export interface ListState<State> {
  parsers: { [Name in keyof State]-?: ParserBuilder<NonNullable<State[Name]>> };
  urlKeys: Partial<Record<keyof State, string>>;
  /** Reads the state without its invalid parts. */
  read(params: Record<string, string | undefined>): State;
}

/** The state of a list with this schema. */
export type StateOf<Shape extends z.ZodRawShape> = { [Name in keyof Shape]?: NonNullable<z.output<Shape[Name]>> };

/**
 * Declares the state of a list in its URL, in the form of {@link writePart}.
 *
 * @param parts the reader of each part.
 * @param urlKeys the name of a part in the URL, if it differs.
 */
export function listParts<State>(
  parts: { [Name in keyof State]-?: ReadPart<NonNullable<State[Name]>> },
  urlKeys: Partial<Record<keyof State, string>> = {},
): ListState<State> {
  const names = Object.keys(parts) as (keyof State & string)[]; // keys forgets the names
  const parsers = Object.fromEntries(
    names.map((name) => [name, createParser({ parse: (text) => parts[name](text), serialize: writePart })]),
  );
  return {
    // One parser for each name; fromEntries forgets them.
    parsers: parsers as unknown as ListState<State>["parsers"],
    urlKeys,
    read: (params) =>
      Object.fromEntries(
        names.flatMap((name) => {
          const text = params[urlKeys[name] ?? name];
          const value = text ? parts[name](text) : null;
          return value === null ? [] : [[name, value]];
        }),
      ) as State,
  };
}
