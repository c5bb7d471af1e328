import type { ImportField } from "../../platform/imports/index.ts";

const words = (text: string) => text.split(" | ");

/** The columns of an address, as spreadsheets, shops and other programs name them in several languages. */
export const addressFields = {
  name: {
    kind: "text",
    names: words(
      "recipient | company | company name | full name | customer name | customer | contact | default address company | shipping company | display name | title | first name | Firma | Firmenname | Empfänger | Kunde | Kundenname | Bezeichnung | Vorname | raison sociale | société | entreprise | destinataire | nom | client | razón social | empresa | destinatario | cliente | nombre | ragione sociale | azienda | nome | naam | bedrijf | bedrijfsnaam | ontvanger | klant | voornaam | nazwa | firma | odbiorca | klient | imię | jméno | název | navn | namn | företag | nimi | yritys | nome da empresa | destinatário | név | cégnév",
    ),
  },
  country: {
    kind: "country",
    names: words(
      "country code | country/region | shipping country | shipping country code | default address country code | default address country | billing country | land | Landescode | Länderkürzel | Staat | Lieferland | pays | code pays | país | código de país | paese | nazione | stato | codice paese | landcode | kraj | kod kraju | země | stát | lande | country name | maa | ország | ţară | ülke | země určení",
    ),
  },
  city: {
    kind: "text",
    names: words(
      "town | locality | shipping city | default address city | billing city | municipality | Ort | Stadt | Wohnort | Lieferort | ville | localité | commune | ciudad | población | localidad | città | comune | località | plaats | stad | woonplaats | miasto | miejscowość | město | obec | by | ort | postort | kaupunki | cidade | város | oraş | şehir",
    ),
  },
  postcode: {
    kind: "text",
    names: words(
      "zip | zip code | postal code | post code | shipping zip | shipping postcode | default address zip | billing zip | billing postcode | PLZ | Postleitzahl | code postal | cp | código postal | cap | codice postale | codice di avviamento postale | postcode | kod pocztowy | PSČ | postnummer | postnr | postinumero | código postal | CEP | irányítószám | cod poştal | posta kodu",
    ),
  },
  line1: {
    kind: "text",
    names: words(
      "address | address 1 | address1 | address line 1 | street | street address | shipping address1 | shipping address 1 | shipping street | default address address1 | billing address 1 | billing address1 | Straße | Strasse | Anschrift | Adresse | Straße und Hausnummer | Straße Nr | rue | adresse | adresse 1 | adresse ligne 1 | dirección | calle | domicilio | indirizzo | via | adres | straat | straatnaam | ulica | adres 1 | ulice | adresa | gade | adress | gata | gatuadress | vej | osoite | endereço | rua | morada | cím | utca",
    ),
  },
  line2: {
    kind: "text",
    names: words(
      "address 2 | address2 | address line 2 | apartment | suite | shipping address2 | shipping address 2 | default address address2 | billing address 2 | billing address2 | Adresszusatz | Zusatz | Adresse 2 | complément | complément d'adresse | adresse ligne 2 | dirección 2 | complemento | indirizzo 2 | adres 2 | toevoeging | adress 2",
    ),
  },
} as const satisfies Record<string, ImportField>;

/** The columns of a file of places. */
export const placeFields: Record<string, ImportField> = {
  code: {
    kind: "code",
    names: words(
      "customer id | customer number | customer no | customer code | account number | account | id | number | no | sku | email | Kundennummer | Kundennr | Kunden-Nr | Kd-Nr | Nummer | Code | numéro client | n° client | code client | référence | número de cliente | código | código de cliente | codice cliente | codice | numero cliente | klantnummer | klantcode | nummer | numer klienta | kod | kod klienta | číslo zákazníka | kód | kundnummer | asiakasnumero | ügyfélszám",
    ),
  },
  ...addressFields,
  latitude: { kind: "number", names: words("lat | Breitengrad | latitud | latitudine | breedtegraad | szerokość") },
  longitude: {
    kind: "number",
    names: words("lng | lon | long | Längengrad | longitud | longitudine | lengtegraad | długość"),
  },
};
