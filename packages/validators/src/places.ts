import { z } from "zod";
import { id, name, optionalText, pageInput, search } from "./common.ts";
import { countryCodes } from "./generated/countries.ts";
import { postcodePatterns } from "./generated/postcodes.ts";

export const country = z.string().trim().toUpperCase().pipe(z.enum(countryCodes, "Use a country code, like DE."));

const latitude = z.number().min(-90).max(90);
const longitude = z.number().min(-180).max(180);

const placeFields = {
  /** The recipient's code in your other systems; unique in the tenant. */
  code: z.string().trim().min(1).max(60),
  name: name(),
  country,
  city: name(),
  postcode: optionalText(16),
  line1: optionalText(120),
  line2: optionalText(120),
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

const postcodeParts = z.object({ country, postcode: optionalText(16) });

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
export const updatePlace = withPostcode(placeObject.extend({ id, version: z.number().int() }));

export const placeFilter = pageInput.extend({ search, country: country.optional() });
export type PlaceFilter = z.output<typeof placeFilter>;

/** A number that may be left out, out of a CSV's text. */
const optionalNumber = z
  .string()
  .trim()
  .nullish()
  .transform((text) => (text ? Number(text) : null));

/** One row of a places CSV: the header names the columns. */
export const placeRow = withPostcode(
  z.object({
    ...placeFields,
    latitude: optionalNumber.pipe(latitude.nullable()),
    longitude: optionalNumber.pipe(longitude.nullable()),
  }),
);
export type PlaceRow = z.output<typeof placeRow>;
