import { countryCodes } from "@waybill/validators";

const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });

/** A country's name. */
export function countryName(code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}

/** Every country, by name. */
export const countries: { code: string; name: string }[] = countryCodes
  .map((code) => ({ code, name: countryName(code) }))
  .sort((a, b) => a.name.localeCompare(b.name, "en"));
