import { nameKey } from "./column-names.ts";

const keysOf = (text: string) => text.split(" | ").map(nameKey);

/** Column pairs that form a person's name: first and last name, in this order. */
export const people: readonly (readonly [first: readonly string[], last: readonly string[]])[] = [
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
export const secondNames = keysOf("segundo apellido | apellido 2 | apellido materno");

/** House numbers before and after the street. */
export const numbersBefore = keysOf(
  "house number | house no | street number | street no | building number | numéro de rue | numéro de voie | n° de rue | n° voie",
);

/** Street names of languages that put the number first, whatever the number column is called. */
export const streetsAfterNumbers = keysOf(
  "street | street name | road | rue | voie | nom de la rue | nom de rue | nom de voie | nom de la voie | libellé de voie",
);

export const numbersAfter = keysOf(
  "Hausnummer | Hausnr | Haus-Nr | Haus Nr | HNr | Nr | Nummer | número | núm | nº | num | n.º | número exterior | numero civico | civico | n. civico | numero | huisnummer | huisnr | nr domu | numer domu | numer budynku | číslo popisné | čp | číslo domu | č.p. | číslo | súpisné číslo | husnummer | husnr | talonumero | házszám | număr | kapı no | bina no | дом | номер дома | будинок | номер будинку | αριθμός | kućni broj | hišna številka",
);

/** Language-neutral columns. */
export const neutralStreets = keysOf("address | address 1 | address line 1 | line1 | street 1 | street line 1");

/** House number columns only beside a street column. */
export const besideStreet = new Set(
  keysOf("Nr | Nummer | número | núm | nº | num | n.º | numéro | n° | numero | číslo | αριθμός | no | number"),
);

/** Suffixes of house numbers. */
export const numberSuffixes = keysOf(
  "Hausnummerzusatz | Hausnummer Zusatz | Hausnummernzusatz | HNr-Zusatz | huisnummertoevoeging | huisnummer toevoeging | toevoeging | huisletter | house number addition | house number suffix | nr lokalu | numer lokalu | nr mieszkania | numer mieszkania | číslo orientační | piso | puerta | número interior | квартира | кв",
);

/** The address of an order that a column belongs to. */
export type Group = "shipping" | "plain" | "billing";
export const prefixes: readonly [Group, readonly string[]][] = [
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

/** Addresses of an order that no parcel goes to. */
export const senders = new Set(
  keysOf(
    "sender | from | ship from | return | returns | origin | seller | store | shop | warehouse | merchant | vendor | supplier | pickup | Absender | Rücksende | Verkäufer | Lager | expéditeur | vendeur | remitente | vendedor | mittente | venditore | afzender | verkoper | nadawca | odesílatel | avsändare | afsender | lähettäjä | remetente | отправитель | відправник | 出荷元 | 发件人",
  ),
);
