import { z } from "zod";
import { byId, cursorInput, id, name, programName } from "./common.ts";
import { day, ordered } from "./dates.ts";
import { version, whole } from "./numbers.ts";
import { text } from "./text.ts";

/** Days of the organisation's time zone, the first and the last one included. */
export interface Days {
  from?: string | undefined;
  to?: string | undefined;
  /** Instead of both: the last so many days, today among them, which move on with the days. */
  last?: number | undefined;
}

export const days = z.union([
  z.object({ last: whole(1, 3660) }),
  ordered(z.object({ from: day.optional(), to: day.optional() })),
]);

const exampleId = "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11";

/**
 * Where a page of an ordered list ended: a thing's id, and behind a `~` what the list is ordered by where that is not the
 * id. What the page before gave as `nextCursor`.
 */
export const keyCursor = text({ max: 200 })
  .refine(
    (cursor) => id.safeParse(cursor.split("~", 1)[0]).success,
    "This position in the list does not exist. Start from the first page.",
  )
  .meta({ examples: [exampleId, `${exampleId}~2026-01-31T07:00:00Z`, `${exampleId}~WB-1001`] });

/** Lists by such a cursor. Up to 100 rows at a time. */
export const keyCursorInput = cursorInput.extend({ cursor: keyCursor.nullish() });

/** The state of a list that a view keeps: its filters and its order. Each list says what there may be in it. */
const viewState = z.looseObject({});

const viewFields = { name: name(60), state: viewState, shared: z.boolean() };

/** @property list the name of the list, as its module declares it. */
export const createView = z.object({ ...viewFields, list: programName });
/** A change of some fields: what is left out stays as it is. */
export const updateView = z.object(viewFields).partial().extend({ id, version });
export const viewById = byId;
/** A view's rows are counted up to this number. */
export const mostCountedInView = 100;
