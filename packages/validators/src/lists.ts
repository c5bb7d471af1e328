import { z } from "zod";
import { byId, cursorInput, id, name, programName } from "./common.ts";
import { day, ordered } from "./dates.ts";
import { version, whole } from "./numbers.ts";
import { text } from "./text.ts";

/** Days in the organisation's time zone, inclusive. */
export interface Days {
  from?: string | undefined;
  to?: string | undefined;
  /** Instead of both: the last days including today, relative to the current day. */
  last?: number | undefined;
}

export const days = z.union([
  z.object({ last: whole(1, 3660) }),
  ordered(z.object({ from: day.optional(), to: day.optional() })),
]);

const exampleId = "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11";

/**
 * The end of a page in an ordered list: an id, and after a `~` the sort value if it is not the id. The previous page's
 * `nextCursor`.
 */
export const keyCursor = text({ max: 200 })
  .refine(
    (cursor) => id.safeParse(cursor.split("~", 1)[0]).success,
    "This position in the list does not exist. Start from the first page.",
  )
  .meta({ examples: [exampleId, `${exampleId}~2026-01-31T07:00:00Z`, `${exampleId}~WB-1001`] });

/** Lists by such a cursor. Up to 100 rows at a time. */
export const keyCursorInput = cursorInput.extend({ cursor: keyCursor.nullish() });

/** The state of a saved view: filters and order. Each list defines its contents. */
const viewState = z.looseObject({});

const viewFields = { name: name(60), state: viewState, shared: z.boolean() };

/** @property list the name of the list in its module. */
export const createView = z.object({ ...viewFields, list: programName });
/** Omitted fields stay unchanged. */
export const updateView = z.object(viewFields).partial().extend({ id, version });
export const viewById = byId;
/** The maximum count of a view's rows. */
export const maxCountedInView = 100;
