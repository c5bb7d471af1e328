import { isVisible, lineOf } from "@waybill/validators/characters";
import type { Days } from "@waybill/validators/lists";
import { createParser, type ParserBuilder } from "nuqs/server";
import type { z } from "zod";
import { isDay } from "@/formats/is-day.ts";
import { writePart } from "./list-url.ts";

// The state of a list in its URL: filters, order, page. It is read without the schema of the list, so that the page does not
// load Zod. A test asserts that the schema accepts everything that is read here.

/** A part of the state. @param parse returns null for an invalid text */
const part = <Value>(parse: (text: string) => Value | null): ParserBuilder<Value> =>
  createParser({ parse, serialize: writePart });

/** A search, or a code. */
export const linePart = (max: number, kind: "line" | "code" = "line") =>
  part((text) => {
    const line = lineOf(text, max, kind);
    return line !== null && isVisible(line) ? line : null;
  });

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The id of a record. */
export const idPart = part((text) => {
  const id = text.toLowerCase();
  return uuid.test(id) ? id : null;
});

/** One of some values. */
export const oneOfPart = <Value extends string>(values: readonly Value[]) =>
  part((text) => values.find((value) => value === text) ?? null);

/** A list without its invalid entries. @param max the maximum count */
export const severalPart = <Value>({ parse }: ParserBuilder<Value>, max: number) =>
  part((text) => {
    const all = new Set(text.split(",").flatMap((each) => parse(each) ?? []));
    return all.size > 0 && all.size <= max ? [...all] : null;
  });

/** The whole number of a text; null for another text. */
const whole = (text: string) => (/^\d{1,9}$/.test(text) ? Number(text) : null);

/** A whole number within bounds. */
export const wholePart = (min: number, max: number) =>
  part((text) => {
    const number = whole(text);
    return number !== null && number >= min && number <= max ? number : null;
  });

/** The number of a page. @param last the last available page; larger numbers become it */
export const pagePart = (last: number) => part((text) => Math.min(whole(text) ?? 0, last) || null);

/** A condition that is on; without it, it is off. */
export const yesPart = part<boolean>((text) => (text === "1" ? true : null));

/** The most days of a period that ends today. */
const maxDays = 3660;

/** A period of days: `2026-01-01..2026-01-31`, `2026-01-01..`, `..2026-01-31` or `last7`. */
export const daysPart = part((text): Days | null => {
  const last = /^last(\d+)$/.exec(text)?.[1];
  if (last !== undefined) {
    const days = whole(last) ?? 0;
    return days >= 1 && days <= maxDays ? { last: days } : null;
  }
  const [from = "", to = "", ...more] = text.split("..");
  const valid = [from, to].every((day) => day === "" || isDay(day)) && more.length === 0 && text.includes("..");
  if (!valid || (from === "" && to === "") || (from !== "" && to !== "" && from > to)) return null;
  return { ...(from ? { from } : {}), ...(to ? { to } : {}) };
});

/** The present parts of a state. */
type Present<State> = { [Name in keyof State]?: NonNullable<State[Name]> };

/** The state of a list in its URL: the parser of each part, and its name in the URL if it differs. */
export interface ListState<State> {
  parsers: { [Name in keyof State]-?: ParserBuilder<NonNullable<State[Name]>> };
  urlKeys: Partial<Record<keyof State, string>>;
  /** Reads the state without its invalid parts. */
  read(params: Record<string, string | undefined>): Present<State>;
}

/** The state of a list with this schema. */
export type StateOf<Shape extends z.ZodRawShape> = { [Name in keyof Shape]?: NonNullable<z.output<Shape[Name]>> };

/**
 * Declares the state of a list in its URL, in the form of {@link writePart}.
 *
 * @param parsers the parser of each part.
 * @param urlKeys the name of a part in the URL, if it differs.
 */
export function listParts<State>(
  parsers: ListState<State>["parsers"],
  urlKeys: ListState<State>["urlKeys"] = {},
): ListState<State> {
  return {
    parsers,
    urlKeys,
    read(params) {
      const state: Present<State> = {};
      const add = <Name extends keyof State & string>(name: Name) => {
        const text = params[urlKeys[name] ?? name];
        const value = text ? parsers[name].parse(text) : null;
        if (value !== null) state[name] = value;
      };
      for (const name in parsers) add(name);
      return state;
    },
  };
}
