import { z } from "zod";
import { id, name, optionalText, search } from "./common.ts";
import { entity } from "./entity.ts";
import { exportFormat } from "./exports.ts";
import { countryCodes } from "./generated/countries.ts";
import { postcodePatterns } from "./generated/postcodes.ts";
import { keyCursorInput } from "./lists.ts";
import { fromText, version } from "./numbers.ts";
import { isPostcode, lostZeros, toPostcode } from "./postcodes.ts";
import { text } from "./text.ts";

/** The entities of this module. */
export const entities = [entity({ name: "place", plural: "places", present: true })] as const;

export const country = text({ max: 10, kind: "code" })
  .toUpperCase()
  .pipe(z.enum(countryCodes, "Use a country code, such as DE."));

const latitude = z.number().min(-90).max(90);
const longitude = z.number().min(-180).max(180);

const placeFields = {
  /** The recipient's code in other systems; unique in the tenant. */
  code: text({ max: 60, kind: "code" }),
  name: name(),
  country,
  city: name(),
  postcode: optionalText(16, "code"),
  /** May have line breaks, as addresses from other systems do. */
  line1: optionalText(120, "prose"),
  line2: optionalText(120, "prose"),
  /** Degrees, WGS 84. */
  latitude: latitude.nullish(),
  longitude: longitude.nullish(),
};

/** Countries with postcodes that addresses commonly omit. The patterns of some more allow none. */
const optionalPostcodes = new Set([
  "CL",
  "CO",
  "GT",
  "IE",
  "JM",
  "KE",
  "LK",
  "PA",
  "PE",
  "PY",
  "SV",
  "TT",
  "TZ",
  "UY",
  "VE",
  "ZM",
]);

/** Whether addresses of a country need a postcode. */
export function needsPostcode(code: string): boolean {
  return postcodePatterns[code]?.test("") === false && !optionalPostcodes.has(code);
}

/** Formats the postcode for its country. An unknown format is kept: it gets a warning. */
function withPostcode<S extends z.ZodType<{ country: string; postcode: string | null }>>(schema: S): S {
  return schema.overwrite((place) => ({
    ...place,
    postcode: place.postcode && (toPostcode(place.postcode, place.country) || null),
  }));
}

/** A warning about the address; null for none. */
export function postcodeWarning(postcode: string | null | undefined, code: string): string | null {
  const formed = toPostcode(postcode ?? "", code);
  if (formed === "" || isPostcode(formed, code)) return null;
  const lacks = lostZeros(formed, code);
  if (lacks > 0) {
    const whole = toPostcode("0".repeat(lacks) + formed, code);
    return `This does not look like a postcode in ${code}. A spreadsheet may have removed leading zeros: ${whole}.`;
  }
  return `This does not look like a postcode in ${code}.`;
}

const placeObject = z.object(placeFields);
export const createPlace = withPostcode(placeObject);
export const updatePlace = withPostcode(placeObject.extend({ id, version }));

/** The filters of the list; a place meets all of them. */
const conditions = {
  search,
  countries: z.array(country).max(50).optional(),
  /** Whether parcels can be sent there: with a street, and a postcode if the country needs one. */
  address: z.enum(["complete", "incomplete"]).optional(),
  coordinates: z.enum(["with", "without"]).optional(),
};

/** The sort keys of the list: columns with an index. */
export const placeSorts = ["name", "code", "country", "created"] as const;
export type PlaceSort = (typeof placeSorts)[number];

/** A list request, from a URL, a call or a saved view. Without `sort`, by name, or by relevance for a search. */
export const placeListing = z.object({
  ...conditions,
  sort: z.enum(placeSorts).optional(),
  descending: z.boolean().optional(),
});
export const placeFilter = keyCursorInput.extend(placeListing.shape);
export const placeExport = z.object({ ...conditions, format: exportFormat });
export type PlaceExport = z.output<typeof placeExport>;
export type PlaceFilter = z.output<typeof placeFilter>;

/** A row of a place CSV, with column names in the header. */
export const placeRow = withPostcode(
  z.object({
    ...placeFields,
    latitude: fromText(latitude.nullable()),
    longitude: fromText(longitude.nullable()),
  }),
);
export type PlaceRow = z.output<typeof placeRow>;
