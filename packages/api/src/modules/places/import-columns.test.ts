import { unreadHeaders } from "@waybill/validators";
import { describe, expect, test } from "vitest";
import { guessColumns, guessedColumns } from "../../testing/guessed-columns.ts";
import { placeFields } from "./columns.ts";

describe("the columns of a place are recognised:", () => {
  test.each<[string, string, Record<string, string>]>([
    [
      "a spreadsheet",
      "ID,Company,Zip/Postal Code,City,Country/Region,Street",
      {
        code: "ID",
        name: "Company",
        postcode: "Zip/Postal Code",
        city: "City",
        country: "Country/Region",
        line1: "Street",
      },
    ],
    [
      "a Shopify order export",
      "Name,Email,Billing Name,Billing Street,Billing City,Shipping Name,Shipping Street,Shipping Address1,Shipping City,Shipping Zip,Shipping Country",
      { name: "Shipping Name", city: "Shipping City", postcode: "Shipping Zip", country: "Shipping Country" },
    ],
    [
      "a German list",
      "Kunden-Nr.,Vorname,Nachname,Firma,Straße,Hausnummer,PLZ,Ort,Land",
      {
        code: "Kunden-Nr.",
        name: "Firma",
        line1: "Straße + Hausnummer",
        postcode: "PLZ",
        city: "Ort",
        country: "Land",
      },
    ],
    [
      "a German list of people",
      "Kd-Nr,Vorname,Nachname,Straße,Nr,Zusatz,PLZ,Ort,Land",
      { code: "Kd-Nr", name: "Vorname + Nachname", line1: "Straße + Nr", line2: "Zusatz" },
    ],
    [
      "a Spanish list",
      "Código,Nombre,Apellidos,Calle,Número,Código postal,Ciudad,País",
      {
        code: "Código",
        name: "Nombre + Apellidos",
        line1: "Calle + Número",
        postcode: "Código postal",
        city: "Ciudad",
        country: "País",
      },
    ],
    [
      "a Dutch list",
      "Klantnummer,Naam,Straat,Huisnummer,Toevoeging,Postcode,Plaats,Land",
      {
        code: "Klantnummer",
        name: "Naam",
        line1: "Straat + Huisnummer + Toevoeging",
        postcode: "Postcode",
        city: "Plaats",
      },
    ],
    [
      "an Italian list",
      "Codice cliente,Ragione sociale,Via,Numero civico,CAP,Città,Nazione",
      { code: "Codice cliente", line1: "Via + Numero civico", postcode: "CAP" },
    ],
    [
      "a French list",
      "Code client,Raison sociale,Numéro de rue,Rue,Code postal,Ville,Pays",
      { code: "Code client", line1: "Numéro de rue + Rue", postcode: "Code postal", city: "Ville", country: "Pays" },
    ],
    [
      "an English list",
      "Customer ID,Name,House number,Street,Town,Postcode,Country",
      { code: "Customer ID", name: "Name", line1: "House number + Street", city: "Town" },
    ],
    [
      "a Polish list",
      "Numer klienta,Imię,Nazwisko,Ulica,Nr domu,Nr lokalu,Kod pocztowy,Miasto,Kraj",
      { code: "Numer klienta", name: "Imię + Nazwisko", line1: "Ulica + Nr domu + Nr lokalu", city: "Miasto" },
    ],
    [
      "a Czech list",
      "Číslo zákazníka,Jméno,Příjmení,Ulice,Číslo popisné,PSČ,Město,Země",
      { name: "Jméno + Příjmení", line1: "Ulice + Číslo popisné", postcode: "PSČ", city: "Město", country: "Země" },
    ],
    [
      "a Swedish list",
      "Kundnummer,Företag,Gatuadress,Postnummer,Postort,Land",
      {
        code: "Kundnummer",
        name: "Företag",
        line1: "Gatuadress",
        postcode: "Postnummer",
        city: "Postort",
        country: "Land",
      },
    ],
    [
      "a Portuguese list",
      "Código do cliente,Nome,Morada,Código postal,Cidade,País",
      { code: "Código do cliente", name: "Nome", line1: "Morada", city: "Cidade" },
    ],
    [
      "a Russian list",
      "Код,Название,Страна,Город,Индекс,Улица,Дом",
      { code: "Код", name: "Название", country: "Страна", city: "Город", postcode: "Индекс", line1: "Улица + Дом" },
    ],
    [
      "a Japanese list",
      "顧客コード,会社名,国,市区町村,郵便番号,住所",
      { code: "顧客コード", name: "会社名", country: "国", city: "市区町村", postcode: "郵便番号", line1: "住所" },
    ],
    [
      "a Chinese list",
      "客户编号,名称,国家,城市,邮政编码,地址",
      { code: "客户编号", name: "名称", country: "国家", city: "城市", postcode: "邮政编码", line1: "地址" },
    ],
    [
      "Magento's customers",
      "email,firstname,lastname,_address_street,_address_city,_address_postcode,_address_country_id",
      {
        name: "firstname + lastname",
        line1: "_address_street",
        city: "_address_city",
        postcode: "_address_postcode",
        country: "_address_country_id",
      },
    ],
  ])("%s", (_what, header, right) => expect(guessedColumns(header, placeFields)).toMatchObject(right));
});

test("an unused column is reported by its name", () => {
  const headers = ["Kunden-Nr.", "Firma", "Bundesland", "Straße", "Hausnummer"];
  expect(unreadHeaders(headers, guessColumns(headers, placeFields).columns)).toEqual(["Bundesland"]);
});
