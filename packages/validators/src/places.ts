import { z } from "zod";
import { id, name, optionalText, pageInput, search } from "./common.ts";
import { countryCodes } from "./generated/countries.ts";
import { postcodePatterns } from "./generated/postcodes.ts";
import { fromText, version } from "./numbers.ts";
import { text } from "./text.ts";

export const country = text({ max: 10, kind: "code" })
  .toUpperCase()
  .pipe(z.enum(countryCodes, "Use a country code, like DE."));

const latitude = z.number().min(-90).max(90);
const longitude = z.number().min(-180).max(180);

const placeFields = {
  /** The recipient's code in your other systems; unique in the tenant. */
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

/** Countries that have postcodes, and where addresses commonly go without one. The patterns of some more allow none. */
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

/** Whether a country's addresses need a postcode. */
export function needsPostcode(code: string): boolean {
  return postcodePatterns[code]?.test("") === false && !optionalPostcodes.has(code);
}

/** Whether a postcode is written as the country writes them; true where the country has none. */
export function isPostcode(postcode: string, code: string): boolean {
  return postcodePatterns[code]?.test(postcode) ?? true;
}

const postcodeParts = z.object({ country, postcode: placeFields.postcode });

/**
 * Adds the check of the postcode against its country. It runs as soon as these two are well formed, whatever else is
 * wrong with the address, so that all that is wrong is said at once.
 */
function withPostcode<S extends z.ZodType<{ country: string; postcode: string | null }>>(schema: S) {
  return schema.refine(({ postcode, country: code }) => !postcode || isPostcode(postcode, code), {
    path: ["postcode"],
    error: (issue) =>
      `This is not a postcode of ${postcodeParts.safeParse(issue.input).data?.country ?? "that country"}.`,
    when: ({ value }) => postcodeParts.safeParse(value).success,
  });
}

const placeObject = z.object(placeFields);
export const createPlace = withPostcode(placeObject);
export const updatePlace = withPostcode(placeObject.extend({ id, version }));

export const placeFilter = pageInput.extend({ search, country: country.optional() });
export type PlaceFilter = z.output<typeof placeFilter>;

/** One row of a places CSV: the header names the columns. */
export const placeRow = withPostcode(
  z.object({
    ...placeFields,
    latitude: fromText(latitude.nullable()),
    longitude: fromText(longitude.nullable()),
  }),
);
export type PlaceRow = z.output<typeof placeRow>;
