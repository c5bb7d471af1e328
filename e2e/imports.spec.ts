import { readFileSync, writeFileSync } from "node:fs";
import { createTenant, expect, expectAccessible, signUp, test, testUrls, untilLive } from "./support/actions.ts";

/** A German export: semicolons, Windows-1252, names of columns and countries in German. */
const german = Buffer.from(
  "Kundennummer;Firma;Land;Ort;PLZ;Straße\r\nK-1;Müller GmbH;Deutschland;München;D-80331;Straße 1\r\nK-2;Größe & Co;Atlantis;Wien;1010;Weg 2\r\n",
  "latin1",
);

test("a Windows-1252 file with semicolons is previewed, checked, imported, exported as a workbook, and imported again", async ({
  page,
}, testInfo) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const file = testInfo.outputPath("kunden.csv");
  writeFileSync(file, german);
  await page.goto(`${testUrls().BASE_URL}/t/${tenant}/places/import`);
  await untilLive(page);

  await test.step("the preview shows the plan, which can be changed", async () => {
    await page.getByLabel("File", { exact: true }).setInputFiles(file);
    await expect(page.getByLabel("Encoding")).toHaveValue("windows-1252");
    await expect(page.getByLabel("Separator")).toHaveValue(";");
    await expect(page.getByRole("cell", { name: "Müller GmbH" })).toBeVisible();
    await expect(page.getByLabel("Postcode")).toHaveValue('["PLZ"]');
    await page.getByLabel("Separator").selectOption("Comma");
    await expect(page.getByText("The file has no column for code.")).toBeVisible();
    await page.getByLabel("Separator").selectOption("Semicolon");
    await expect(page.getByRole("cell", { name: "Müller GmbH" })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("the check lists errors and writes nothing", async () => {
    await page.getByRole("button", { name: "Check the file" }).click();
    await expect(page.getByRole("cell", { name: "Land" })).toBeVisible();
    await expect(page.getByText("No country has this name or code.")).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("the import writes the valid row", async () => {
    await page.getByRole("button", { name: "Import 1 row" }).click();
    await expect(page.getByText("1 row accepted, 1 refused")).toBeVisible();
    await page.goto(`${testUrls().BASE_URL}/t/${tenant}/places`);
    await expect(page.getByRole("cell", { name: "80331 München" })).toBeVisible();
  });

  await test.step("a workbook of the list changes nothing when it is imported", async () => {
    await untilLive(page);
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("menuitem", { name: "As an Excel workbook (.xlsx)" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download the file" }).click(),
    ]);
    const workbook = testInfo.outputPath("places.xlsx");
    await download.saveAs(workbook);
    expect(readFileSync(workbook).subarray(0, 2).toString()).toBe("PK");
    await page.goto(`${testUrls().BASE_URL}/t/${tenant}/places/import`);
    await untilLive(page);
    await page.getByLabel("File", { exact: true }).setInputFiles(workbook);
    await expect(page.getByLabel("Sheet")).toHaveValue("1");
    await page.getByRole("button", { name: "Check the file" }).click();
    await expect(page.getByText("No problems found in this file.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Nothing to import" })).toBeDisabled();
  });
});

test("the preview asks for an ambiguous encoding and for states of orders, and names unused columns", async ({
  page,
}, testInfo) => {
  await signUp(page);
  const tenant = await createTenant(page);

  await test.step("a file with an ambiguous encoding is imported only after a choice", async () => {
    const file = testInfo.outputPath("unsure.csv");
    const begin = Buffer.from("code,name,country,city,Region\nK-1,");
    writeFileSync(file, Buffer.concat([begin, Buffer.from([0xd0, 0xde, 0xfd, 0xf0]), Buffer.from(",DE,Berlin,BE\n")]));
    await page.goto(`${testUrls().BASE_URL}/t/${tenant}/places/import`);
    await untilLive(page);
    await page.getByLabel("File", { exact: true }).setInputFiles(file);
    await expect(page.getByText("Choose the line that looks right.")).toBeVisible();
    await expect(page.getByText("This column is not read: Region.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Check the file" })).toBeDisabled();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Use Windows-1254" }).click();
    await expect(page.getByRole("cell", { name: "ĞŞığ" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Check the file" })).toBeEnabled();
  });

  await test.step("an unknown state is answered once per word", async () => {
    const file = testInfo.outputPath("orders.csv");
    writeFileSync(file, "reference,sku,quantity,recipientCode,Order Status\nO-1,LAMP,1,ADA,on hold\n");
    await page.goto(`${testUrls().BASE_URL}/t/${tenant}/parcels/import`);
    await untilLive(page);
    await page.getByLabel("File", { exact: true }).setInputFiles(file);
    await expect(page.getByText("Choose whether to import rows in the state on hold.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Check the file" })).toBeDisabled();
    await expectAccessible(page);
    await page.getByLabel("on hold").selectOption("Leave out");
    await page.getByRole("button", { name: "Check the file" }).click();
    await expect(page.getByText("No parcel was created: the order is on hold.")).toBeVisible();
  });
});
