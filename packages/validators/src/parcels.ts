import { z } from "zod";
import { id, idList, optionalText, search } from "./common.ts";
import { moment, period } from "./dates.ts";
import { entity } from "./entity.ts";
import { exportFormat } from "./exports.ts";
import { countryCodes } from "./generated/countries.ts";
import { days, keyCursorInput } from "./lists.ts";
import { version, whole } from "./numbers.ts";
import { attentionKinds, batchLimit, batchOutcomes, parcelSorts, parcelStates } from "./parcel-kinds.ts";
import { text } from "./text.ts";

export * from "./parcel-kinds.ts";

/** The entities of this module. */
export const entities = [entity({ name: "parcel", plural: "parcels", present: true })] as const;

/** The maximum total weight in grams: a million tonnes. Sums up to it are exact everywhere. */
export const maxParcelWeight = 1_000_000_000_000;

export const parcelLine = z.object({ itemId: id, quantity: whole(1, 1_000_000) });

/** A parcel's own number: printed on the label as a Code 128 barcode, which encodes ASCII. */
export const reference = text({ max: 40, kind: "code" }).regex(
  /^[ -~]*$/,
  "Use unaccented letters, digits and common symbols. The reference is printed as a barcode.",
);

/** Each item once. Runs on well-formed lines regardless of other issues, so that all are reported at once. */
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
/** The parcels to retry: the given ones, or all that failed. */
export const retryParcels = z.object({ ids: z.array(id).min(1).max(1000).optional() });
export const dispatchParcel = z.object({ id });

/** The filters of the list; a parcel meets all of them. */
const conditions = {
  /** In the contents of the parcel: reference, tracking number, recipient, city, postcode, items. */
  search,
  states: z.array(z.enum(parcelStates)).max(parcelStates.length).optional(),
  /** With any of these tags. */
  tagIds: idList(20).optional(),
  /** With all of these tags. */
  allTags: z.boolean().optional(),
  recipientId: id.optional(),
  carriers: z
    .array(text({ max: 60, kind: "code" }))
    .max(20)
    .optional(),
  /** Of the recipient: of the shipment after the dispatch, current before. */
  countries: z.array(z.enum(countryCodes)).max(50).optional(),
  created: days.optional(),
  dispatched: days.optional(),
  delivered: days.optional(),
  /** Without a step for this many days. */
  noProgressFor: whole(1, 3650).optional(),
  /** With one of these reasons for attention. */
  attention: z.array(z.enum(attentionKinds)).min(1).max(attentionKinds.length).optional(),
};

/**
 * A list request, from a URL, a call or a saved view. Without `sort`, newest first; with a filter by day or progress, latest
 * by that time. A search puts exact names first.
 */
export const parcelListing = z.object({
  ...conditions,
  sort: z.enum(parcelSorts).optional(),
  ascending: z.boolean().optional(),
});
export const parcelFilter = keyCursorInput.extend(parcelListing.shape);
export const parcelExport = z.object({ ...conditions, format: exportFormat });
export type ParcelFilter = z.output<typeof parcelFilter>;

/** The parameters of the dashboard: a period, and all parcels or one tag. */
export const figuresInput = period.safeExtend({ tagId: id.optional() });
export type FiguresInput = z.output<typeof figuresInput>;

/** A selection of parcels: all parcels that meet all conditions. */
export const parcelSelection = z.object({
  ...conditions,
  ids: z.array(id).min(1).max(1000).optional(),
  /** Those that this batch refused. */
  refusedIn: id.optional(),
});
export type ParcelSelection = z.output<typeof parcelSelection>;

export const selectionInput = z.object({ selection: parcelSelection });

/** Starts a batch of counted parcels. */
export const startBatch = z.object({
  selection: parcelSelection,
  /** From the count: later parcels are excluded. */
  until: moment,
  /** The counted number: a larger batch is refused. */
  expected: whole(1, batchLimit),
});
export type StartBatch = z.output<typeof startBatch>;

export const batchInput = z.object({ batchId: id });

/** The parcels of a batch in order. `cursor` is a position in it. */
export const batchEntryFilter = batchInput.extend({
  outcome: z.enum(batchOutcomes).optional(),
  cursor: whole(0, batchLimit).nullish(),
  limit: whole(1, 100).default(50),
});
export type BatchEntryFilter = z.output<typeof batchEntryFilter>;
