import type { XmlHandlers } from "./xlsx-xml.ts";

/** The built-in number formats of dates. */
const isBuiltInDate = (id: number) =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

/** Whether a custom format is a date format: it names days, months, years or hours outside quotations. */
const isDateFormat = (code: string) => /[dmyhs]/i.test(code.replace(/"[^"]*"?|\\.|\[[^\]]*\]?/g, ""));

/**
 * A format of zeros and signs, as for postcodes and article numbers (`00000`, `00\\-000`): the displayed digits,
 * including leading zeros, are the value.
 *
 * @returns the display of each place, null for a digit; undefined for other formats
 */
function codeFormatOf(code: string): readonly (string | null)[] | undefined {
  const [first = ""] = code.split(";");
  if (!/^(?:0|\\.|"[^"]*"|[-/() ])+$/.test(first)) return undefined;
  const places = [...first.matchAll(/0|\\.|"[^"]*"|[-/() ]/g)].map(([sign]) =>
    sign === "0" ? null : sign.replace(/^\\|"/g, ""),
  );
  const digits = places.filter((place) => place === null).length;
  return digits > 1 || (digits === 1 && places.length > 1) ? places : undefined;
}

/** A number displayed by a {@link codeFormatOf}. Other numbers are displayed unchanged. */
export function inCodeFormat(number: number, places: readonly (string | null)[]): string | number {
  if (!Number.isSafeInteger(number) || number < 0) return number;
  const width = places.filter((place) => place === null).length;
  const digits = String(number).padStart(width, "0");
  // Surplus digits go to the first place.
  let at = digits.length - width;
  let isFirst = true;
  return places
    .map((place) => {
      if (place !== null) return place;
      const shown = isFirst ? digits.slice(0, at + 1) : digits.slice(at, at + 1);
      isFirst = false;
      at += 1;
      return shown;
    })
    .join("");
}

/** The number formats of a workbook by style index. */
export interface Styles {
  /** Styles with date formats. */
  dates: ReadonlySet<number>;
  /** Styles with code formats. */
  codes: ReadonlyMap<number, readonly (string | null)[]>;
}

/** XML handlers that collect the number formats of `styles.xml`. */
export function styleReader() {
  const own = new Map<number, string>();
  const formats: number[] = [];
  let inCells = false;
  const handlers: XmlHandlers = {
    open(name, { numFmtId = "0", formatCode = "" }) {
      if (name === "numFmt") own.set(Number(numFmtId), formatCode);
      if (name === "cellXfs") inCells = true;
      if (name === "xf" && inCells) formats.push(Number(numFmtId));
    },
    close(name) {
      if (name === "cellXfs") inCells = false;
    },
  };
  const isDate = (id: number) => isBuiltInDate(id) || isDateFormat(own.get(id) ?? "");
  const found = (): Styles => {
    const codes = formats.flatMap((id, style) => {
      const format = codeFormatOf(own.get(id) ?? "");
      return format ? [[style, format] as const] : [];
    });
    return { dates: new Set(formats.flatMap((id, style) => (isDate(id) ? [style] : []))), codes: new Map(codes) };
  };
  return { found, handlers };
}
