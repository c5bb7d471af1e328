import type { ImportField } from "../../platform/imports/index.ts";

const words = (text: string) => text.split(" | ");

/** Column names for addresses, as used by spreadsheets, shops and other programs in several languages. */
export const addressFields = {
  name: {
    kind: "text",
    address: "person",
    names: words(
      "recipient | company | company name | full name | customer name | customer | contact | default address company | shipping company | display name | title | first name | Firma | Firmenname | Empfänger | Kunde | Kundenname | Bezeichnung | Vorname | raison sociale | société | entreprise | destinataire | nom | client | razón social | empresa | destinatario | cliente | nombre | ragione sociale | azienda | nome | naam | bedrijf | bedrijfsnaam | ontvanger | klant | voornaam | nazwa | firma | odbiorca | klient | imię | jméno | název | navn | namn | företag | nimi | yritys | nome da empresa | destinatário | név | cégnév | recipient name | recipient full name | recipients | contact name | buyer name | business name | organisation | organization | Ansprechpartner | Name 1 | Name1 | Firma 1 | Kontakt | nom complet | nom du client | nombre completo | nome completo | cliente | naam klant | bedrijf naam | nazwa firmy | nazwa klienta | imię i nazwisko | jméno a příjmení | firma název | společnost | názov | meno | navn | kundenavn | kundnamn | företagsnamn | mottagare | modtager | asiakas | vevő | címzett | denumire | nume | client nume | unvan | müşteri | ad soyad | имя | название | наименование | получатель | клиент | компания | организация | фио | назва | ім'я | одержувач | клієнт | име | όνομα | επωνυμία | 名前 | 氏名 | お名前 | 会社名 | 名称 | 受取人 | 顧客名 | 姓名 | 公司 | 收件人 | 客户 | 收货人 | 名稱 | 이름 | 성명 | 회사명 | 수취인 | 받는사람 | שם | שם מלא | الاسم | اسم العميل | الشركة | ชื่อ",
    ),
  },
  country: {
    kind: "country",
    address: "other",
    names: words(
      "country code | country/region | shipping country | shipping country code | default address country code | default address country | billing country | land | Landescode | Länderkürzel | Staat | Lieferland | pays | code pays | país | código de país | paese | nazione | stato | codice paese | landcode | kraj | kod kraju | země | stát | lande | country name | maa | ország | ţară | ülke | země určení | country name | country id | country iso | country iso code | country code 2 | id country | Ländercode | Land Code | Land (ISO) | ISO-Code | Bestimmungsland | nom du pays | pays ISO | país destino | nazione destinazione | landnaam | krajina | dežela | država | țara | tara | riik | valstybė | valsts | страна | код страны | країна | държава | χώρα | 国 | 国名 | 国家 | 國家 | 国家/地区 | 국가 | 나라 | ארץ | מדינה | البلد | الدولة | ประเทศ",
    ),
  },
  city: {
    kind: "text",
    address: "other",
    names: words(
      "town | locality | shipping city | default address city | billing city | municipality | Ort | Stadt | Wohnort | Lieferort | ville | localité | commune | ciudad | población | localidad | città | comune | località | plaats | stad | woonplaats | miasto | miejscowość | město | obec | by | ort | postort | kaupunki | cidade | város | oraş | şehir | suburb | town/city | city name | city/town | post town | place | Gemeinde | Ortschaft | Stadt/Ort | nom de la ville | poblacion | municipio | comune di | gemeente | miejscowosc | mesto | grad | oras | localitate | linn | miestas | pilsēta | il | ilçe | sehir | город | населённый пункт | місто | град | πόλη | 市区町村 | 都市 | 市 | 城市 | 도시 | 시 | עיר | المدينة | เมือง | จังหวัด | miesto | ciudad destino",
    ),
  },
  postcode: {
    kind: "text",
    address: "other",
    names: words(
      "zip | zip code | postal code | post code | shipping zip | shipping postcode | default address zip | billing zip | billing postcode | PLZ | Postleitzahl | code postal | cp | código postal | cap | codice postale | codice di avviamento postale | postcode | kod pocztowy | PSČ | postnummer | postnr | postinumero | código postal | CEP | irányítószám | cod poştal | posta kodu | zipcode | zip / postal code | postal | postalcode | post-code | pin code | pincode | eircode | PLZ Ort Nr | Postleitzahl (PLZ) | Plz. | code poste | c.p. | codigo postal | cod. postal | cód. postal | c.a.p. | cap località | kod-pocztowy | pocztowy | poštové smerovacie číslo | psc | poštna številka | poštanski broj | cod postal | sihtnumber | pašto kodas | pasta indekss | индекс | почтовый индекс | індекс | поштовий індекс | пощенски код | ταχ. κώδικας | τκ | 郵便番号 | 〒 | 邮编 | 邮政编码 | 郵遞區號 | 우편번호 | מיקוד | الرمز البريدي | รหัสไปรษณีย์",
    ),
  },
  line1: {
    kind: "text",
    address: "street",
    names: words(
      "shipping address | delivery address | Lieferadresse | Lieferanschrift | Versandadresse | adresse de livraison | dirección de envío | dirección de entrega | indirizzo di spedizione | verzendadres | afleveradres | leveringsadres | adres dostawy | dodací adresa | leveransadress | leveringsadresse | endereço de entrega | address | address 1 | address1 | address line 1 | street | street address | shipping address1 | shipping address 1 | shipping street | default address address1 | billing address 1 | billing address1 | Straße | Strasse | Anschrift | Adresse | Straße und Hausnummer | Straße Nr | rue | adresse | adresse 1 | adresse ligne 1 | dirección | calle | domicilio | indirizzo | via | adres | straat | straatnaam | ulica | adres 1 | ulice | adresa | gade | adress | gata | gatuadress | vej | osoite | endereço | rua | morada | cím | utca | street 1 | street1 | street line 1 | street name | address street | address line1 | addressline1 | street address 1 | address 1&2 | address1&2 | full address | Straße/Hausnummer | Straße u. Nr. | Straße / Nr. | Straße + Hausnummer | Str. | Strasse Nr | Strassenname | Straßenname | Adresse 1 | Adresszeile 1 | Anschrift 1 | voie | nom de voie | nom de la voie | libellé de voie | adresse postale | numéro et rue | calle y número | nombre de la calle | vía | direccion | direccion 1 | via e numero | indirizzo e numero civico | straat en huisnummer | adres straat | ulica i numer | ulica i nr domu | adres ulica | ulice a číslo | ulice a č.p. | ulica a číslo | ulica in hišna številka | gatuadress 1 | vejnavn | gatenavn | lähiosoite | katuosoite | logradouro | morada 1 | strada | adresă | tänav | gatvė | iela | sokak | cadde | açık adres | адрес | улица | адреса | вулиця | διεύθυνση | οδός | 住所 | 住所1 | 番地 | 地址 | 街道 | 详细地址 | 주소 | 도로명주소 | כתובת | רחוב | العنوان | الشارع | ที่อยู่ | ถนน",
    ),
  },
  line2: {
    kind: "text",
    address: "other",
    names: words(
      "address 2 | address2 | address line 2 | apartment | suite | shipping address2 | shipping address 2 | default address address2 | billing address 2 | billing address2 | Adresszusatz | Zusatz | Adresse 2 | complément | complément d'adresse | adresse ligne 2 | dirección 2 | complemento | indirizzo 2 | adres 2 | toevoeging | adress 2 | street 2 | street2 | street line 2 | address line2 | addressline2 | street address 2 | unit | floor | apt | Adresszeile 2 | Anschrift 2 | Adresszusatz 1 | Etage | bâtiment | étage | escalier | segunda línea | interno | scala | dodatek | doplněk adresy | adressrad 2 | adresselinje 2 | kerros | daire | kat | доп. адрес | квартира | 建物名 | 住所2 | 地址2 | 상세주소",
    ),
  },
} as const satisfies Record<string, ImportField>;

/** Column names for files of places. */
export const placeFields: Record<string, ImportField> = {
  code: {
    kind: "code",
    names: words(
      "customer id | customer number | customer no | customer code | account number | account | id | number | no | sku | email | Kundennummer | Kundennr | Kunden-Nr | Kd-Nr | Nummer | Code | numéro client | n° client | code client | référence | número de cliente | código | código de cliente | codice cliente | codice | numero cliente | klantnummer | klantcode | nummer | numer klienta | kod | kod klienta | číslo zákazníka | kód | kundnummer | asiakasnumero | ügyfélszám | partner number | client number | client no | client id | contact id | address id | debtor number | debitor number | Debitorennummer | Debitor | Kunden-ID | KundenID | Kd.-Nr. | Kd.Nr. | Kunden Nr. | Kundencode | Adressnummer | n° de client | no client | identifiant | id client | nº cliente | n. cliente | id cliente | cód. cliente | klantnr | klant nummer | debiteurnummer | nr klienta | id klienta | kod kontrahenta | č. zákazníka | id zákazníka | kundenr | kundenummer | kund-id | kundnr | código do cliente | nº de cliente | müşteri kodu | müşteri no | код | код клиента | номер | номер клиента | артикул | κωδικός | コード | 顧客コード | 顧客番号 | 代码 | 编号 | 客户编号 | 代碼 | 코드 | 고객번호 | קוד | מספר לקוח | الرمز | رقم العميل | รหัส | order id | order number | username",
    ),
  },
  ...addressFields,
  latitude: { kind: "number", names: words("lat | Breitengrad | latitud | latitudine | breedtegraad | szerokość") },
  longitude: {
    kind: "number",
    names: words("lng | lon | long | Längengrad | longitud | longitudine | lengtegraad | długość"),
  },
};
