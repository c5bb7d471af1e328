import { writeFileSync } from "node:fs";
import { createTenant, expect, places, signUp, test, untilLive } from "./support/desk.ts";
test("shots", async ({ page }, testInfo) => {
  test.setTimeout(180_000);
  await signUp(page);
  const tenant = await createTenant(page);
  await untilLive(page);
  const file = testInfo.outputPath("artikel.csv");
  writeFileSync(file, Buffer.from("Artikelnummer;Bezeichnung;Gewicht;Bestand;Preis;Währung\r\nLMP-1;Schreibtischlampe aus Eichenholz mit einem sehr langen Namen;1,45;64;59,00;EUR\r\nMUG-1;Becher;0,4;12;1.299,50;EUR\r\nBAD;Größe;x;1;2;EUR\r\nMUG-2;Tasse;0,2;1.299;5,00;XYZ\r\nMUG-2;Tasse;0,2;3;5,00;EUR\r\n", "latin1"));
  const shot = async (name: string) => {
    for (const scheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      for (const [w, width, height] of [["phone", 390, 844], ["tablet", 834, 1112], ["desktop", 1440, 900]] as const) {
        await page.setViewportSize({ width, height });
        await page.screenshot({ path: `/tmp/shots/${name}-${w}-${scheme}.png`, fullPage: true });
      }
    }
  };
  await page.goto(`${places().BASE_URL}/t/${tenant}/items/import`);
  await untilLive(page);
  await shot("upload");
  await page.getByLabel("File", { exact: true }).setInputFiles(file);
  await expect(page.getByRole("cell", { name: "Becher" })).toBeVisible();
  await shot("preview");
  await page.getByLabel("Weights without a unit").selectOption("Kilograms");
  await page.getByRole("button", { name: "Check the file" }).click();
  await expect(page.getByRole("region", { name: "Issues" })).toBeVisible();
  await shot("check");
  await page.getByRole("button", { name: /^Import \d/ }).click();
  await expect(page.getByText("Done", { exact: true })).toBeVisible();
  await shot("result");
  await page.goto(`${places().BASE_URL}/t/${tenant}/parcels`);
  await untilLive(page);
  await page.getByRole("button", { name: "Export" }).first().click();
  await page.screenshot({ path: "/tmp/shots/parcels-export.png" });
});
