import { z } from "zod";
import { cursorInput, id, idList, optionalText, search } from "./common.ts";
import { version, whole } from "./numbers.ts";
import { text } from "./text.ts";

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
  "Use letters without accents, digits and common signs: it becomes a barcode.",
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
          message: "This item is already in the parcel; change its quantity instead.",
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

export const parcelFilter = cursorInput.extend({
  search,
  states: z.array(z.enum(parcelStates)).max(parcelStates.length).optional(),
  tagId: id.optional(),
  recipientId: id.optional(),
  /** Those that somebody should look at, for one of these reasons. */
  attention: z.array(z.enum(attentionKinds)).min(1).max(attentionKinds.length).optional(),
});
export type ParcelFilter = z.output<typeof parcelFilter>;
