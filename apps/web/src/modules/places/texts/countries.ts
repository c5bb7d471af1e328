import { countryCodes } from "@waybill/validators";

type CountryCode = (typeof countryCodes)[number];

/**
 * The names of all countries, by their codes.
 *
 * @param list the countries in one language, some with several names: the first one is shown.
 * @throws for a country that the list lacks.
 */
export function countryTexts(list: { countries: Record<string, string | string[]> }): Record<CountryCode, string> {
  const named = countryCodes.map((code) => {
    const name = [list.countries[code]].flat()[0];
    if (name === undefined) throw new Error(`No country has the code ${code}.`);
    return [code, name];
  });
  return Object.fromEntries(named) as Record<CountryCode, string>;
}
