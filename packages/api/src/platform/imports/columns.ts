import { type ImportColumn, onlyVisible, type WeightUnit } from "@waybill/validators";
import { weightUnitOf } from "./numbers.ts";

/**
 * How a field is written in files:
 *
 * - `text`: as it is.
 * - `code`: what is compared letter by letter, which a spreadsheet may have shortened as if it were a number.
 * - `country`: a code or a name in any language.
 * - `number`: whole or not.
 * - `weight`, `price`: with a unit or a currency beside the number, or without.
 */
export type FieldKind = "text" | "code" | "country" | "number" | "weight" | "price";

/** A field of what is imported, and how files name it. */
export interface ImportField {
  kind: FieldKind;
  /** Names of columns, the most telling first; letter case, accents and signs do not count. The field's own is known. */
  names: readonly string[];
}

/** What a column's name says besides itself: the unit in `Weight (kg)`. */
export function unitInHeader(header: string): WeightUnit | undefined {
  const words = header.toLowerCase().match(/[a-z]+/g) ?? [];
  return words.map(weightUnitOf).find((unit) => unit !== undefined);
}

/** Names that differ in letter case, accents, signs or a unit in brackets alone are one. */
const keyOf = (name: string) =>
  name
    .replace(/[([].*/, "")
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll("ł", "l")
    .replace(/[^\p{L}\p{N}]/gu, "");

/** The longest name of a column, in characters. */
const longestHeader = 200;

/** The names of the columns as people see them; one without a name is named by its number. */
export function headersOf(cells: readonly unknown[]): string[] {
  const last = cells.findLastIndex((cell) => String(cell).trim() !== "");
  return cells.slice(0, last + 1).map((cell, index) => {
    const name = onlyVisible(typeof cell === "object" ? "" : String(cell).replace(/\s+/g, " ")).slice(0, longestHeader);
    return name.toWellFormed().normalize("NFC").trim() || `Column ${index + 1}`;
  });
}

/** The names of columns that stand several times. */
export function doubledHeaders(headers: readonly string[]): string[] {
  const seen = new Set<string>();
  return [...new Set(headers.filter((header) => seen.size === seen.add(header).size))];
}

/** Columns whose texts together are one field. */
const joined: readonly (readonly [string, string])[] = [
  ["firstname", "lastname"],
  ["vorname", "nachname"],
  ["prenom", "nom"],
  ["nombre", "apellido"],
  ["nombre", "apellidos"],
  ["nome", "cognome"],
  ["voornaam", "achternaam"],
  ["imie", "nazwisko"],
  ["shippingfirstname", "shippinglastname"],
  ["billingfirstname", "billinglastname"],
];

/** Guesses which columns of a file are which fields: the most telling names first, each column once. */
export function guessColumns(
  headers: readonly string[],
  fields: Readonly<Record<string, ImportField>>,
): ImportColumn[] {
  const keys = headers.map(keyOf);
  const guesses = Object.entries(fields).flatMap(([to, { names }]) =>
    [to, ...names].flatMap((name, rank) => {
      const at = keys.indexOf(keyOf(name));
      return at === -1 ? [] : [{ to, at, rank }];
    }),
  );
  const found = new Map<string, number>();
  for (const { to, at } of guesses.sort((a, b) => a.rank - b.rank)) {
    if (!found.has(to) && ![...found.values()].includes(at)) found.set(to, at);
  }
  return Object.keys(fields).flatMap((to) => {
    const at = found.get(to) ?? -1;
    if (at !== -1) return [{ to, from: withPartner(at, keys, headers), value: null }];
    if (to !== "name" && !to.endsWith("Name")) return [];
    const from = joined.find((pair) => pair.every((key) => keys.includes(key)));
    return from ? [{ to, from: from.map((key) => headers[keys.indexOf(key)] ?? ""), value: null }] : [];
  });
}

/** A column, with the one that belongs to it: a last name to a first name. */
function withPartner(at: number, keys: readonly string[], headers: readonly string[]): string[] {
  const pair = joined.find((names) => names.includes(keys[at] ?? "") && names.every((key) => keys.includes(key)));
  return pair ? pair.map((key) => headers[keys.indexOf(key)] ?? "") : [headers[at] ?? ""];
}
