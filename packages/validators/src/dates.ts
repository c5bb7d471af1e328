import { z } from "zod";

// From 1900 to 9999: what Postgres, JSON and JavaScript write alike, with the four digits that people expect.
const first = Date.UTC(1900, 0, 1);
const last = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const outOfRange = "Choose a date between 1900 and 9999.";
/** Whether a date lies between; one that is none is the format's to refuse. */
const within = (text: string) => {
  const at = Date.parse(text);
  return Number.isNaN(at) || (at >= first && at <= last);
};

/** A day as `2026-11-24`. */
export const day = z.iso.date().refine(within, outOfRange);

/** A moment with its offset, as `2026-11-24T07:00:00+01:00`. */
export const moment = z.iso.datetime({ offset: true }).max(40).refine(within, outOfRange);

const spans = z.object({ from: z.string().optional(), to: z.string().optional() });

/** Of a range with `from` and `to`, both of which may be left out: the end does not lie before the beginning. */
export function ordered<S extends z.ZodType<{ from?: string | undefined; to?: string | undefined }>>(schema: S): S {
  return schema.refine(({ from, to }) => !from || !to || Date.parse(from) <= Date.parse(to), {
    path: ["to"],
    error: "The end lies before the beginning.",
    // Whatever else is wrong, so that all that is wrong is said at once.
    when: ({ value }) => spans.safeParse(value).success,
  });
}
