import { z } from "zod";
import { id, idList, optionalText, search } from "./common.ts";
import { moment, period } from "./dates.ts";
import { entity } from "./entity.ts";
import { exportFormat } from "./exports.ts";
import { countryCodes } from "./generated/countries.ts";
import { days, keyCursorInput } from "./lists.ts";
import { version, whole } from "./numbers.ts";
import { text } from "./text.ts";

/** What this module keeps. */
export const entities = [entity({ name: "parcel", plural: "parcels", present: true })] as const;

/** A parcel's way through the house, in order; cancelled and failed end it early. */
export const parcelStates = [
  "draft",
  "packed",
  "dispatched",
  "in_transit",
  "delivered",
  "cancelled",
  "failed",
] as const;
export type ParcelState = (typeof parcelStates)[number];

/** Why somebody should look at a parcel. */
export const attentionKinds = ["failed", "refused", "stuck", "address"] as const;
export type Attention = (typeof attentionKinds)[number];

/** The most that a parcel's items weigh together, in grams: a million tonnes. Every sum up to it is exact everywhere. */
export const heaviestParcel = 1_000_000_000_000;

export const parcelLine = z.object({ itemId: id, quantity: whole(1, 1_000_000) });

/** A parcel's own number: printed on the label as a Code 128 barcode, which carries ASCII. */
export const reference = text({ max: 40, kind: "code" }).regex(
  /^[ -~]*$/,
  "Use unaccented letters, digits and common symbols. The reference is printed as a barcode.",
);

/**
 * No item stands twice. Runs on what is well formed, whatever else is wrong, so that all that is wrong is said at once.
 */
function reportDoubles(lines: unknown, report: (index: number) => void) {
  const seen = new Set<string>();
  if (!Array.isArray(lines)) return;
  lines.forEach((line, index) => {
    const parsed = id.safeParse(line?.itemId);
    if (!parsed.success) return;
    if (seen.has(parsed.data)) report(index);
    seen.add(parsed.data);
  });
}

const parcelFields = {
  reference,
  recipientId: id,
  lines: z
    .array(parcelLine)
    .min(1, "Add at least one item.")
    .max(200)
    .superRefine((lines, ctx) =>
      reportDoubles(lines, (index) =>
        ctx.addIssue({
          code: "custom",
          path: [index, "itemId"],
          params: { code: "conflict" },
          message: "This item is already in the parcel. Change its quantity instead.",
        }),
      ),
    ),
  tagIds: idList(20).default([]),
  note: optionalText(2000, "prose"),
};

export const createParcel = z.object({ ...parcelFields, packed: z.boolean().default(false) });
export const updateParcel = createParcel.extend({ id, version });
export const cancelParcel = z.object({ id, reason: optionalText(200) });
/** Parcels to be tried again: those named, or all that failed. */
export const retryParcels = z.object({ ids: z.array(id).min(1).max(1000).optional() });
export const dispatchParcel = z.object({ id });

/** What the list can be filtered by: parcels that meet every condition. */
const conditions = {
  /** In what is on the parcel: reference, tracking number, recipient, city, postcode, items. */
  search,
  states: z.array(z.enum(parcelStates)).max(parcelStates.length).optional(),
  /** Those that have one of these tags. */
  tagIds: idList(20).optional(),
  /** Those that have all of the tags. */
  allTags: z.boolean().optional(),
  recipientId: id.optional(),
  carriers: z
    .array(text({ max: 60, kind: "code" }))
    .max(20)
    .optional(),
  /** Of the recipient: as it was when the parcel left, and before that, as it is. */
  countries: z.array(z.enum(countryCodes)).max(50).optional(),
  created: days.optional(),
  dispatched: days.optional(),
  delivered: days.optional(),
  /** Those without a step for so many days. */
  notMovedFor: whole(1, 3650).optional(),
  /** Those that somebody should look at, for one of these reasons. */
  attention: z.array(z.enum(attentionKinds)).min(1).max(attentionKinds.length).optional(),
};

/** What the list can be sorted by. By a moment that not every parcel has, it has those that have it. */
export const parcelSorts = ["created", "updated", "reference", "dispatched", "delivered"] as const;
export type ParcelSort = (typeof parcelSorts)[number];

/**
 * What is chosen of the list: by its address, by a call, by a saved view. Without a `sort`, the newest come first; where days or a time without a step are asked for, the latest by these. What
 * is searched for comes first where it is called so.
 */
export const parcelListing = z.object({
  ...conditions,
  sort: z.enum(parcelSorts).optional(),
  ascending: z.boolean().optional(),
});
export const parcelFilter = keyCursorInput.extend(parcelListing.shape);
export const parcelExport = z.object({ ...conditions, format: exportFormat });
export type ParcelFilter = z.output<typeof parcelFilter>;

/** What the figures of the dashboard are about: a period; of all parcels, or of those with a tag. */
export const figuresInput = period.safeExtend({ tagId: id.optional() });
export type FiguresInput = z.output<typeof figuresInput>;

/** Parcels that something is done with together: those that meet every condition; all where there is none. */
export const parcelSelection = z.object({
  ...conditions,
  ids: z.array(id).min(1).max(1000).optional(),
  /** Those that this batch could not do it with. */
  refusedIn: id.optional(),
});
export type ParcelSelection = z.output<typeof parcelSelection>;

/** How many parcels one batch holds at the most. */
export const batchLimit = 10_000;

export const selectionInput = z.object({ selection: parcelSelection });

/** Begins a batch of parcels that were counted. */
export const beginBatch = z.object({
  selection: parcelSelection,
  /** As the count answered it: parcels that were created later are left alone. */
  until: moment,
  /** How many were counted: a batch of more is refused. */
  expected: whole(1, batchLimit),
});
export type BeginBatch = z.output<typeof beginBatch>;

/** What may stand in the way of a parcel that is to leave. */
export const obstacleKinds = ["address", "label", "stock", "archived", "weight", "state"] as const;
export type ObstacleKind = (typeof obstacleKinds)[number];

/** What became of a parcel in a batch. */
export const batchOutcomes = ["done", "refused"] as const;
export type BatchOutcome = (typeof batchOutcomes)[number];

export const batchInput = z.object({ batchId: id });

/** Lists the parcels of a batch in their order. `cursor` is a position in it. */
export const batchEntryFilter = batchInput.extend({
  outcome: z.enum(batchOutcomes).optional(),
  cursor: whole(0, batchLimit).nullish(),
  limit: whole(1, 100).default(50),
});
export type BatchEntryFilter = z.output<typeof batchEntryFilter>;
