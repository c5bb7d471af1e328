import type { ImportColumn, WeightUnit } from "@waybill/validators";
import { type Group, prefixes, senders } from "./address-names.ts";
import { inBrackets, nameKey } from "./column-names.ts";
import { type AddressPart, groupRank, type Name, partsOf } from "./name-parts.ts";
import { weightUnitOf } from "./numbers.ts";

/**
 * The format of a field in files:
 *
 * - `text`: unchanged.
 * - `code`: compared exactly; a spreadsheet may have shortened it like a number.
 * - `country`: a code or a name in any language.
 * - `number`: whole or decimal.
 * - `weight`, `price`: a number with or without a unit or currency.
 * - `state`: a word that decides whether the row is imported.
 */
export type FieldKind = "text" | "code" | "country" | "number" | "weight" | "price" | "state";

/** A field of an import and its names in files. */
export interface ImportField {
  kind: FieldKind;
  /**
   * Column names, the most specific first; case, accents and punctuation are ignored. The field's own name is implied.
   */
  names: readonly string[];
  /**
   * Part of an address: the shipping address is preferred to the billing address. A `person` may be in two columns, a
   * `street` may have its house number in another.
   */
  address?: AddressPart;
  /** Similar columns with another meaning: not guessed, and noted if they are chosen. */
  doubtful?: { names: readonly string[]; note: string };
  /** The words of a state by meaning: whether their rows are imported. Other words need an answer. */
  states?: { wanted: readonly string[]; unwanted: readonly string[]; anyIsUnwanted?: boolean };
}

/** The fields of an import, by name. */
export type ImportFields = Readonly<Record<string, ImportField>>;

/** The qualifier in a column name: the unit in `Weight (kg)`. */
export function unitInHeader(header: string): WeightUnit | undefined {
  const words =
    header
      .normalize("NFKC")
      .toLowerCase()
      .match(/\p{L}+/gu) ?? [];
  return words.map(weightUnitOf).find((unit) => unit !== undefined);
}

/** The group in brackets: `City (shipping)`. */
const bracketGroup = (header: string): Group | undefined => {
  const key = nameKey(inBrackets(header));
  return key === "" ? undefined : prefixes.find(([, names]) => names.some((name) => key.startsWith(name)))?.[0];
};

/** All readings of a column name: the whole, each half of `Zip/Postal Code`, and the rest after `Ship to`. */
function readingsOf(header: string, at: number): Name[] {
  const whole = nameKey(header);
  const halves = header.includes("/") ? header.split("/").map(nameKey) : [];
  const keys = [...new Set([whole, ...halves])].filter((key) => key !== "");
  const group = bracketGroup(header) ?? "plain";
  const plain = keys.map((key): Name => ({ at, key, group }));
  const within = keys.flatMap((key) =>
    prefixes.flatMap(([group, names]) =>
      names.flatMap((name) => {
        const inside = key.startsWith(name)
          ? key.slice(name.length)
          : key.endsWith(name)
            ? key.slice(0, -name.length)
            : "";
        return inside === "" ? [] : [{ at, key: inside, group }];
      }),
    ),
  );
  return [...plain, ...within];
}

/** Assigns columns to fields: the most specific names first, each column once. */
function likelyColumns(headers: readonly string[], fields: ImportFields): ImportColumn[] {
  const readings = headers.flatMap(readingsOf);
  const guesses = Object.entries(fields).flatMap(([to, field]) => {
    const not = new Set(field.doubtful?.names.map(nameKey));
    return [to, ...field.names].flatMap((name, rank) => {
      const key = nameKey(name);
      return readings.flatMap((one) => {
        if (one.key !== key || not.has(nameKey(headers[one.at] ?? ""))) return [];
        if (one.group !== "plain" && !field.address) return [];
        // Address columns are ranked by group, all others by name.
        const group = !field.address ? "plain" : one.group === "plain" ? groupOf(headers[one.at] ?? "") : one.group;
        return [{ to, one: { ...one, group }, rank: rank + (field.address ? groupRank[group] : 1000) }];
      });
    });
  });
  const found = new Map<string, Name>();
  const taken = new Set<number>();
  for (const { to, one } of guesses.sort((a, b) => a.rank - b.rank)) {
    if (found.has(to) || taken.has(one.at)) continue;
    found.set(to, one);
    taken.add(one.at);
  }
  const joinedTo = new Set<number>();
  return Object.entries(fields).flatMap(([to, { address }]) => {
    const own = found.get(to);
    // A suffix of a house number is not a second line.
    const one = own && joinedTo.has(own.at) ? undefined : own;
    const parts = partsOf(one, address, { readings, taken });
    for (const at of parts) taken.add(at);
    for (const at of parts.length > 1 ? parts : []) joinedTo.add(at);
    return parts.length > 0 ? [{ to, from: parts.map((at) => headers[at] ?? ""), value: null }] : [];
  });
}

/** The group of a complete known name: `shipping city` belongs to a shipping address too. */
function groupOf(header: string): Group {
  const key = nameKey(header);
  const match = prefixes.find(([, names]) => names.some((name) => key.startsWith(name) && key !== name));
  return bracketGroup(header) ?? match?.[0] ?? "plain";
}

/** The location fields of an address. */
const locationFields = ["country", "city", "postcode", "line1"] as const;

const wordsOf = (header: string) => header.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");

/**
 * The rest of a column name beside a field's name: `dropoff` in `Dropoff city`. Null if it does not contain the name.
 */
function restOfName(header: string, names: ReadonlySet<string>): string | null {
  const words = wordsOf(header);
  for (let length = words.length - 1; length > 0; length -= 1) {
    const [first, last] = [words.slice(0, length), words.slice(-length)].map((some) => nameKey(some.join(" ")));
    if (last && names.has(last)) return nameKey(words.slice(0, -length).join(" "));
    if (first && names.has(first)) return nameKey(words.slice(length).join(" "));
  }
  return null;
}

/**
 * Alternatives to the guessed address: other prefixes on at least two fields. A shipping address is unambiguous.
 *
 * @returns questions about the columns to choose
 */
function otherAddressQuestions(
  headers: readonly string[],
  fields: ImportFields,
  columns: readonly ImportColumn[],
): string[] {
  const rivals = locationFields.flatMap((to) => {
    const field = fields[to];
    const chosen = columns.find((column) => column.to === to)?.from[0];
    if (!field?.address || chosen === undefined || groupOf(chosen) === "shipping") return [];
    const names = new Set([to, ...field.names].map(nameKey));
    return headers.flatMap((header) => {
      const beside = columns.some(({ from }) => from.includes(header)) ? null : restOfName(header, names);
      const doubtful = beside !== null && !senders.has(beside) && groupOf(header) === "plain";
      return doubtful ? [{ chosen, header, beside }] : [];
    });
  });
  return [...Map.groupBy(rivals, ({ beside }) => beside).values()]
    .filter((one) => new Set(one.map(({ chosen }) => chosen)).size > 1)
    .flatMap(([one]) => one ?? [])
    .map(
      ({ chosen, header }) =>
        `The file has two addresses, one with ${chosen} and one with ${header}. Choose the columns of the right one.`,
    );
}

/** The fields found in a header. */
interface Guess {
  columns: ImportColumn[];
  /** Open questions: their columns are not guessed. */
  problems: string[];
}

/** Guesses the fields of a file's columns. Of two possible addresses, neither is used. */
export function guessColumns(headers: readonly string[], fields: ImportFields): Guess {
  const columns = likelyColumns(headers, fields);
  const problems = otherAddressQuestions(headers, fields, columns);
  return { columns: problems.length > 0 ? columns.filter(({ to }) => !fields[to]?.address) : columns, problems };
}
