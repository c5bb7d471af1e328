import { z } from "zod";
import { optionalText } from "./common.ts";
import { fromText, whole } from "./numbers.ts";
import { reference } from "./parcels.ts";
import { text } from "./text.ts";

/** A row of a parcel file: a line of a parcel. Rows with the same reference form one parcel. */
export const parcelRow = z.object({
  reference,
  sku: text({ max: 40, kind: "code" }),
  quantity: fromText(whole(1, 1_000_000)),
  note: optionalText(2000, "prose"),
  /** The code of its place; derived from the address if missing. */
  recipientCode: optionalText(60, "code"),
});
export type ParcelRow = z.output<typeof parcelRow>;
