import type { TenantContext } from "../../core/index.ts";
import { PlaceService } from "./service.ts";

/** code, name, street, postcode, city, country */
const placeList: [string, string, string, string, string, string][] = [
  ["C-1001", "Ada Lovelace", "Unter den Linden 77", "10117", "Berlin", "DE"],
  ["C-1002", "Café Central", "Herrengasse 14", "1010", "Wien", "AT"],
  ["C-1003", "Marta Nowak", "Nowy Świat 22", "00-373", "Warszawa", "PL"],
  ["C-1004", "Boekhandel Jansen", "Prinsengracht 263", "1016 GV", "Amsterdam", "NL"],
  ["C-1005", "Studio Moreau", "Rue de Rivoli 99", "75001", "Paris", "FR"],
  ["C-1006", "Chiara Bianchi", "Via Roma 12", "50123", "Firenze", "IT"],
  ["C-1007", "Hotel Miramar", "Carrer de Mallorca 401", "08013", "Barcelona", "ES"],
  ["C-1008", "Lars Holm", "Strøget 5", "1160", "København", "DK"],
  ["C-1009", "Atelier Berg", "Drottninggatan 61", "111 21", "Stockholm", "SE"],
  ["C-1010", "Eleanor Wright", "10 Rose Street", "EH2 2PR", "Edinburgh", "GB"],
  ["C-1011", "Kontor Nord GmbH", "Große Bleichen 8", "20354", "Hamburg", "DE"],
  ["C-1012", "Papelaria Fernandes", "Rua Augusta 150", "1100-053", "Lisboa", "PT"],
  ["C-1013", "Grace Hopper", "350 Fifth Avenue", "10118", "New York", "US"],
  ["C-1014", "Yuki Tanaka", "1-1 Marunouchi", "100-0005", "Tokyo", "JP"],
];

/** Writes the demo places. */
export async function writeDemoPlaces(ctx: TenantContext): Promise<void> {
  await new PlaceService(ctx).writeRows(
    placeList.map(([code, name, line1, postcode, city, country]) => ({
      ...{ code, name, line1, postcode, city, country: country as "DE" }, // one of the codes; the list is above
      ...{ line2: null, latitude: null, longitude: null },
    })),
  );
}
