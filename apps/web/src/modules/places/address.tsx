"use client";

import { useCountryName } from "./use-countries.ts";

/** An address, line by line, as it is written on a parcel. */
export function Address({
  place: { line1, line2, postcode, city, country },
}: {
  place: { line1: string | null; line2: string | null; postcode: string | null; city: string; country: string };
}) {
  const countryName = useCountryName();
  const lines = [line1, line2, [postcode, city].filter(Boolean).join(" "), countryName(country)];
  return (
    <address className="not-italic">
      {lines.filter(Boolean).map((line) => (
        <span key={line} className="block">
          {line}
        </span>
      ))}
    </address>
  );
}
