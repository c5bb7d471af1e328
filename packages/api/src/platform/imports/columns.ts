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
 * - `state`: a word that says whether the row is wanted.
 */
export type FieldKind = "text" | "code" | "country" | "number" | "weight" | "price" | "state";

/** A field of what is imported, and how files name it. */
export interface ImportField {
  kind: FieldKind;
  /** Names of columns, the most telling first; letter case, accents and signs do not count. The field's own is known. */
  names: readonly string[];
  /**
   * Part of an address: of a shipping and a billing address, the shipping address is meant. A `person` may be in two columns,
   * a `street` has its house number in another one.
   */
  address?: "person" | "street" | "other";
  /** Names of columns that seem to be this field and are something else: not guessed, and told where they are chosen. */
  doubtful?: { names: readonly string[]; note: string };
  /** What the words of a state mean: whether rows with them are wanted. Others are asked for. */
  states?: { wanted: readonly string[]; unwanted: readonly string[]; anyIsUnwanted?: boolean };
}

/** The fields of one kind of import, by name. */
export type ImportFields = Readonly<Record<string, ImportField>>;

/** What a column's name says besides itself: the unit in `Weight (kg)`. */
export function unitInHeader(header: string): WeightUnit | undefined {
  const words =
    header
      .normalize("NFKC")
      .toLowerCase()
      .match(/\p{L}+/gu) ?? [];
  return words.map(weightUnitOf).find((unit) => unit !== undefined);
}

/** What stands before a bracket, where anything does. */
function withoutBrackets(name: string): string {
  const before = name.split(/[([（]/, 1)[0] ?? "";
  return before.trim() === "" ? name : before;
}

/** What stands in brackets behind a name, where anything does. */
const inBrackets = (name: string) => /^[^([（]+[([（]([^)\]）]*)/.exec(name)?.[1] ?? "";

/** Names that differ in letter case, accents, signs or a unit in brackets alone are one. */
export const nameKey = (name: string) =>
  withoutBrackets(name)
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll("ł", "l")
    .replaceAll("ı", "i")
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

const keysOf = (text: string) => text.split(" | ").map(nameKey);

/** Columns whose texts together are a person: a first and a last name, in this order. */
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
  // Families come first here.
  [keysOf("姓 | 姓氏 | vezetéknév | 성"), keysOf("名 | 名字 | keresztnév | 이름")],
];

/** What further names a Spanish person has. */
const secondNames = keysOf("segundo apellido | apellido 2 | apellido materno");

/** House numbers that stand before their street, and those that stand after it. */
const numbersBefore = keysOf(
  "house number | house no | street number | street no | building number | numéro de rue | numéro de voie | n° de rue | n° voie",
);
/** Streets by whose language the number stands before them, whatever it is called. */
const streetsAfterNumbers = keysOf(
  "street | street name | road | rue | voie | nom de la rue | nom de rue | nom de voie | nom de la voie | libellé de voie",
);
const numbersAfter = keysOf(
  "Hausnummer | Hausnr | Haus-Nr | Haus Nr | HNr | Nr | Nummer | número | núm | nº | num | n.º | número exterior | numero civico | civico | n. civico | numero | huisnummer | huisnr | nr domu | numer domu | numer budynku | číslo popisné | čp | číslo domu | č.p. | číslo | súpisné číslo | husnummer | husnr | talonumero | házszám | număr | kapı no | bina no | дом | номер дома | будинок | номер будинку | αριθμός | kućni broj | hišna številka",
);
/** Columns that say nothing of their language. */
const neutralStreets = keysOf("address | address 1 | address line 1 | line1 | street 1 | street line 1");
/** Names of numbers that are of a street only beside it. */
const besideStreet = new Set(
  keysOf("Nr | Nummer | número | núm | nº | num | n.º | numéro | n° | numero | číslo | αριθμός | no | number"),
);
/** What follows a house number. */
const numberSuffixes = keysOf(
  "Hausnummerzusatz | Hausnummer Zusatz | Hausnummernzusatz | HNr-Zusatz | huisnummertoevoeging | huisnummer toevoeging | toevoeging | huisletter | house number addition | house number suffix | nr lokalu | numer lokalu | nr mieszkania | numer mieszkania | číslo orientační | piso | puerta | número interior | квартира | кв",
);

/** Which of an order's addresses a column belongs to. */
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

/** The group that a name in brackets says: `City (shipping)`. */
const bracketGroup = (header: string): Group | undefined => {
  const key = nameKey(inBrackets(header));
  return key === "" ? undefined : prefixes.find(([, names]) => names.some((name) => key.startsWith(name)))?.[0];
};

/** A reading of a column's name. */
interface Name {
  at: number;
  key: string;
  group: Group;
}

/** All that a column's name may say: the whole of it, each half of `Zip/Postal Code`, and what stands after `Ship to`. */
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

/** How much a name in each group is worth less than one of a shipping address. */
const groupRank: Record<Group, number> = { shipping: 0, plain: 1000, billing: 2000 };

/** Which columns of a file are likely which fields: the most telling names first, each column once. */
function likelyColumns(headers: readonly string[], fields: ImportFields): ImportColumn[] {
  const readings = headers.flatMap(readingsOf);
  const guesses = Object.entries(fields).flatMap(([to, field]) => {
    const not = new Set(field.doubtful?.names.map(nameKey));
    return [to, ...field.names].flatMap((name, rank) => {
      const key = nameKey(name);
      return readings.flatMap((one) => {
        if (one.key !== key || not.has(nameKey(headers[one.at] ?? ""))) return [];
        if (one.group !== "plain" && !field.address) return [];
        // The group decides among columns of an address; what a column is called, among all others.
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
    // A part of a house number is no second line.
    const one = own && joinedTo.has(own.at) ? undefined : own;
    const parts = partsOf(one, address, { readings, taken });
    for (const at of parts) taken.add(at);
    for (const at of parts.length > 1 ? parts : []) joinedTo.add(at);
    return parts.length > 0 ? [{ to, from: parts.map((at) => headers[at] ?? ""), value: null }] : [];
  });
}

/** The group of a name that is known as a whole: `shipping city` is of a shipping address too. */
function groupOf(header: string): Group {
  const key = nameKey(header);
  const said = prefixes.find(([, names]) => names.some((name) => key.startsWith(name) && key !== name));
  return bracketGroup(header) ?? said?.[0] ?? "plain";
}

/** The fields of an address that say where it is. */
const whereabouts = ["country", "city", "postcode", "line1"] as const;

const wordsOf = (header: string) => header.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");

/** What stands beside a field's name in a column's name: `dropoff` of `Dropoff city`. Null where the name is not in it. */
function besides(header: string, names: ReadonlySet<string>): string | null {
  const words = wordsOf(header);
  for (let length = words.length - 1; length > 0; length -= 1) {
    const [first, last] = [words.slice(0, length), words.slice(-length)].map((some) => nameKey(some.join(" ")));
    if (last && names.has(last)) return nameKey(words.slice(0, -length).join(" "));
    if (first && names.has(first)) return nameKey(words.slice(length).join(" "));
  }
  return null;
}

/** Whose addresses in a file of orders no parcel is sent to. */
const senders = new Set(
  keysOf(
    "sender | from | ship from | return | returns | origin | seller | store | shop | warehouse | merchant | vendor | supplier | pickup | Absender | Rücksende | Verkäufer | Lager | expéditeur | vendeur | remitente | vendedor | mittente | venditore | afzender | verkoper | nadawca | odesílatel | avsändare | afsender | lähettäjä | remetente | отправитель | відправник | 出荷元 | 发件人",
  ),
);

/**
 * Addresses beside the one that was guessed, which may as well be meant: by a name that nothing is known of, of at least two
 * fields. A shipping address leaves no doubt.
 *
 * @returns in words which columns there are to choose from
 */
function rivalsOf(headers: readonly string[], fields: ImportFields, columns: readonly ImportColumn[]): string[] {
  const rivals = whereabouts.flatMap((to) => {
    const field = fields[to];
    const chosen = columns.find((column) => column.to === to)?.from[0];
    if (!field?.address || chosen === undefined || groupOf(chosen) === "shipping") return [];
    const names = new Set([to, ...field.names].map(nameKey));
    return headers.flatMap((header) => {
      const beside = columns.some(({ from }) => from.includes(header)) ? null : besides(header, names);
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

/** What a file's header says of its fields. */
interface Guess {
  columns: ImportColumn[];
  /** What a person has to decide, in words: the columns that it concerns are not guessed. */
  problems: string[];
}

/** Guesses which columns of a file are which fields. Of two addresses that may both be meant, neither is taken. */
export function guessColumns(headers: readonly string[], fields: ImportFields): Guess {
  const columns = likelyColumns(headers, fields);
  const problems = rivalsOf(headers, fields, columns);
  return { columns: problems.length > 0 ? columns.filter(({ to }) => !fields[to]?.address) : columns, problems };
}

/** A column, with those that belong to it: a last name to a first name, a house number to a street. */
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

/** Whether a column holds one part of a name alone, and the other part has a column. */
function isPartOfName(one: Name, readings: readonly Name[]): boolean {
  return people.some(([first, last]) => {
    const is = (names: readonly string[]) => readings.some(({ at, key }) => at === one.at && names.includes(key));
    const other = is(first) ? last : is(last) ? first : [];
    return readings.some(({ at, key }) => at !== one.at && other.includes(key));
  });
}

/** The columns of a first and a last name, of one address. */
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
