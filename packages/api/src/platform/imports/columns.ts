import { type ImportColumn, onlyVisible, type WeightUnit } from "@waybill/validators";
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
  address?: "person" | "street" | "other";
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

/** The text before a bracket, if any. */
function withoutBrackets(name: string): string {
  const before = name.split(/[([（]/, 1)[0] ?? "";
  return before.trim() === "" ? name : before;
}

/** The text in trailing brackets, if any. */
const inBrackets = (name: string) => /^[^([（]+[([（]([^)\]）]*)/.exec(name)?.[1] ?? "";

/** A normal form: names that differ only in case, accents, punctuation or a unit in brackets are equal. */
export const nameKey = (name: string) =>
  withoutBrackets(name)
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll("ł", "l")
    .replaceAll("ı", "i")
    .replace(/[^\p{L}\p{N}]/gu, "");

/** The maximum length of a column name, in characters. */
const maxHeaderLength = 200;

/** The column names as displayed; unnamed columns get a number. */
export function headersOf(cells: readonly unknown[]): string[] {
  const last = cells.findLastIndex((cell) => String(cell).trim() !== "");
  return cells.slice(0, last + 1).map((cell, index) => {
    const name = onlyVisible(typeof cell === "object" ? "" : String(cell).replace(/\s+/g, " ")).slice(
      0,
      maxHeaderLength,
    );
    const title = `Column ${index + 1}`;
    return name.toWellFormed().normalize("NFC").trim() || title;
  });
}

/** Duplicate column names. */
export function duplicateHeaders(headers: readonly string[]): string[] {
  const seen = new Set<string>();
  return [...new Set(headers.filter((header) => seen.size === seen.add(header).size))];
}

const keysOf = (text: string) => text.split(" | ").map(nameKey);

/** Column pairs that form a person's name: first and last name, in this order. */
const people: readonly (readonly [first: readonly string[], last: readonly string[]])[] = [
  [
    keysOf(
      "first name | given name | forename | Vorname | prénom | voornaam | imię | jméno | křestní jméno | fornavn | förnamn | etunimi | nome proprio | primeiro nome | prenume | ime | имя | ім'я | όνομα | ad | isim",
    ),
    keysOf(
      "last name | surname | family name | Nachname | Familienname | nom | nom de famille | achternaam | nazwisko | příjmení | priezvisko | etternavn | efternavn | efternamn | sukunimi | cognome | apellido | apellidos | sobrenome | apelido | nume | prezime | фамилия | прізвище | επώνυμο | soyad | soyisim",
    ),
  ],
  [keysOf("nombre | nome"), keysOf("apellido | apellidos | primer apellido | cognome | sobrenome | apelido")],
  // Family name first.
  [keysOf("姓 | 姓氏 | vezetéknév | 성"), keysOf("名 | 名字 | keresztnév | 이름")],
];

/** Second family names. */
const secondNames = keysOf("segundo apellido | apellido 2 | apellido materno");

/** House numbers before and after the street. */
const numbersBefore = keysOf(
  "house number | house no | street number | street no | building number | numéro de rue | numéro de voie | n° de rue | n° voie",
);
/** Street names of languages that put the number first, whatever the number column is called. */
const streetsAfterNumbers = keysOf(
  "street | street name | road | rue | voie | nom de la rue | nom de rue | nom de voie | nom de la voie | libellé de voie",
);
const numbersAfter = keysOf(
  "Hausnummer | Hausnr | Haus-Nr | Haus Nr | HNr | Nr | Nummer | número | núm | nº | num | n.º | número exterior | numero civico | civico | n. civico | numero | huisnummer | huisnr | nr domu | numer domu | numer budynku | číslo popisné | čp | číslo domu | č.p. | číslo | súpisné číslo | husnummer | husnr | talonumero | házszám | număr | kapı no | bina no | дом | номер дома | будинок | номер будинку | αριθμός | kućni broj | hišna številka",
);
/** Language-neutral columns. */
const neutralStreets = keysOf("address | address 1 | address line 1 | line1 | street 1 | street line 1");
/** House number columns only beside a street column. */
const besideStreet = new Set(
  keysOf("Nr | Nummer | número | núm | nº | num | n.º | numéro | n° | numero | číslo | αριθμός | no | number"),
);
/** Suffixes of house numbers. */
const numberSuffixes = keysOf(
  "Hausnummerzusatz | Hausnummer Zusatz | Hausnummernzusatz | HNr-Zusatz | huisnummertoevoeging | huisnummer toevoeging | toevoeging | huisletter | house number addition | house number suffix | nr lokalu | numer lokalu | nr mieszkania | numer mieszkania | číslo orientační | piso | puerta | número interior | квартира | кв",
);

/** The address of an order that a column belongs to. */
type Group = "shipping" | "plain" | "billing";

const prefixes: readonly [Group, readonly string[]][] = [
  [
    "shipping",
    keysOf(
      "shipping address | shipping | ship to | ship | shipto | post to | posted to | send to | sent to | mail to | receiver | addressee | delivery address | delivery | deliver to | recipient | consignee | destination | Lieferadresse | Lieferanschrift | Liefer | Versandadresse | Versand | Empfänger | adresse de livraison | livraison | destinataire | dirección de envío | envío | dirección de entrega | entrega | destinatario | indirizzo di spedizione | spedizione | consegna | verzendadres | verzend | afleveradres | bezorgadres | leveradres | levering | dostawa | adres dostawy | odbiorca | doručovací | dodací | doručení | leveransadress | leverans | leveringsadresse | levering | toimitusosoite | toimitus | szállítási | endereço de entrega | доставка | отримувач | одержувач | получатель | teslimat | alıcı | お届け先 | 配送先 | 届け先 | 送付先 | 收货人 | 收件人 | 收货 | 收件",
    ),
  ],
  [
    "billing",
    keysOf(
      "billing address | billing | bill to | invoice | buyer | customer | Rechnungsadresse | Rechnungsanschrift | Rechnungs | Rechnung | Käufer | facturation | adresse de facturation | facturación | fatturazione | factuuradres | factuur | faktura | fakturační | fakturaadress | faturação | default address | address | Kunde | 請求先 | ご注文者",
    ),
  ],
];

/** The group in brackets: `City (shipping)`. */
const bracketGroup = (header: string): Group | undefined => {
  const key = nameKey(inBrackets(header));
  return key === "" ? undefined : prefixes.find(([, names]) => names.some((name) => key.startsWith(name)))?.[0];
};

/** A reading of a column name. */
interface Name {
  at: number;
  key: string;
  group: Group;
}

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

/** The penalty of a group compared with the shipping address. */
const groupRank: Record<Group, number> = { shipping: 0, plain: 1000, billing: 2000 };

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
    // A suffix of a house number is no second line.
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
  const said = prefixes.find(([, names]) => names.some((name) => key.startsWith(name) && key !== name));
  return bracketGroup(header) ?? said?.[0] ?? "plain";
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

/** Addresses of an order that no parcel goes to. */
const senders = new Set(
  keysOf(
    "sender | from | ship from | return | returns | origin | seller | store | shop | warehouse | merchant | vendor | supplier | pickup | Absender | Rücksende | Verkäufer | Lager | expéditeur | vendeur | remitente | vendedor | mittente | venditore | afzender | verkoper | nadawca | odesílatel | avsändare | afsender | lähettäjä | remetente | отправитель | відправник | 出荷元 | 发件人",
  ),
);

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

/** A column with its companions: last name with first name, house number with street. */
function partsOf(
  one: Name | undefined,
  address: ImportField["address"],
  { readings, taken }: { readings: readonly Name[]; taken: ReadonlySet<number> },
): number[] {
  const free = ({ at }: Name) => !taken.has(at) || at === one?.at;
  const near = (names: readonly string[], group?: Group) =>
    readings.find((other) => names.includes(other.key) && free(other) && (!group || other.group === group))?.at;
  if (address === "person") return one && !isPartOfName(one, readings) ? [one.at] : nameParts(one, near);
  if (address !== "street" || !one) return one ? [one.at] : [];
  const isNumber = (names: readonly string[]) =>
    readings.find(
      (other) =>
        names.includes(other.key) &&
        !taken.has(other.at) &&
        (!besideStreet.has(other.key) || Math.abs(other.at - one.at) === 1),
    )?.at;
  const number = isNumber([...numbersBefore, ...numbersAfter]);
  if (number === undefined) return [one.at];
  const keyed = (names: readonly string[], at: number) =>
    readings.some((other) => other.at === at && names.includes(other.key));
  const leads = keyed(streetsAfterNumbers, one.at) || (keyed(neutralStreets, one.at) && keyed(numbersBefore, number));
  const suffix = readings.find(({ key, at }) => numberSuffixes.includes(key) && at !== one.at)?.at;
  const whole = suffix === undefined ? [number] : [number, suffix];
  return leads ? [...whole, one.at] : [one.at, ...whole];
}

/** Whether a column holds one part of a name, and the other part has a column. */
function isPartOfName(one: Name, readings: readonly Name[]): boolean {
  return people.some(([first, last]) => {
    const is = (names: readonly string[]) => readings.some(({ at, key }) => at === one.at && names.includes(key));
    const other = is(first) ? last : is(last) ? first : [];
    return readings.some(({ at, key }) => at !== one.at && other.includes(key));
  });
}

/** The first and last name columns of one address. */
function nameParts(
  one: Name | undefined,
  near: (names: readonly string[], group?: Group) => number | undefined,
): number[] {
  for (const group of one ? [one.group, undefined] : ([...Object.keys(groupRank)] as Group[])) {
    for (const [first, last] of people) {
      const pair = [near(first, group), near(last, group)].filter((at) => at !== undefined);
      const second = near(secondNames, group);
      if (pair.length === 2 && pair[0] !== pair[1]) return second === undefined ? pair : [...pair, second];
    }
  }
  return one ? [one.at] : [];
}
