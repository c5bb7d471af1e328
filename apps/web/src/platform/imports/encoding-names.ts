import type { Encoding } from "@waybill/validators";
import { useTranslations } from "next-intl";

/** The display name of an encoding. */
export function useEncodingName(): (encoding: Encoding) => string {
  const t = useTranslations("imports.encoding.names");
  return (encoding) => {
    // Spreadsheets call these MS-DOS.
    if (encoding.startsWith("ibm")) return `IBM ${encoding.slice("ibm".length)} (MS-DOS)`;
    if (encoding === "macintosh" || encoding === "x-mac-ce" || encoding === "x-mac-cyrillic") return t(encoding);
    return encoding.toUpperCase().replace("WINDOWS", "Windows");
  };
}

/** Encodings grouped by system: the first matching pattern decides. */
export const encodingGroups = [
  ["unicode", /^utf/],
  ["windows", /^windows/],
  ["dos", /^ibm/],
  ["mac", /mac/],
  ["unix", /^(?:iso|koi8)/],
  ["asian", /./],
] as const;

/** The group of an encoding. */
export const groupOf = (encoding: Encoding) => encodingGroups.find(([, pattern]) => pattern.test(encoding))?.[0];
