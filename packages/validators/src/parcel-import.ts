import { z } from "zod";
import { optionalText } from "./common.ts";
import { fromText, whole } from "./numbers.ts";
import { reference } from "./parcels.ts";
import { text } from "./text.ts";

/** One row of a file of parcels: a line of a parcel. Rows with one reference are one parcel. */
export const parcelRow = z.object({
  reference,
  sku: text({ max: 40, kind: "code" }),
  quantity: fromText(whole(1, 1_000_000)),
  note: optionalText(2000, "prose"),
  /** The code of the place that it goes to; made of the address where the file has none. */
  recipientCode: optionalText(60, "code"),
});
export type ParcelRow = z.output<typeof parcelRow>;
