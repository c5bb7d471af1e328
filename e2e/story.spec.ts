import { writeFileSync } from "node:fs";
import {
  choose,
  createTenantByForm,
  expect,
  expectAccessible,
  fresh,
  signUpByForm,
  test,
  testUrls,
  untilLive,
} from "./support/actions.ts";

const itemsCsv = `sku,name,weight,price,currency
LAMP-1,"Desk lamp, oak",1450,5900,EUR
MUG-1,Enamel mug,210,1250,EUR
BAD-1,Broken row,heavy,100,EUR
`;

const countsCsv = `sku,counted
LAMP-1,64
MUG-1,3
BAD-1,7
`;

const placesCsv = `code,name,country,city,postcode,line1
C-1,Ada Lovelace,Germany,Berlin,1,Unter den Linden 77
C-2,Nowhere Ltd,Atlantis,Berlin,10117,Street 1
C-3,Grace Hopper,US,New York,10118,350 Fifth Avenue
`;

test("a new person signs up, creates an organisation, imports, packs, dispatches, and sees the parcel delivered", async ({
  page,
}, testInfo) => {
  await signUpByForm(page);
  await createTenantByForm(page);
  await untilLive(page);

  await test.step("import items; the invalid row is reported with line, field and reason", async () => {
    const file = testInfo.outputPath("items.csv");
    writeFileSync(file, itemsCsv);
    await page.getByRole("link", { name: "Items" }).first().click();
    await page.getByRole("link", { name: "Import" }).first().click();
    await page.getByLabel("File", { exact: true }).setInputFiles(file);
    await page.getByLabel("Weights without a unit").selectOption("Grams");
    await page.getByLabel("Prices").selectOption("In cents: 5900");
    await page.getByRole("button", { name: "Check the file" }).click();
    await expect(page.getByRole("region", { name: "Problems" }).getByText("Enter a number.")).toBeVisible();
    await page.getByRole("button", { name: "Import 2 rows" }).click();
    await expect(page.getByText("Done", { exact: true })).toBeVisible();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download the refused rows" }).click(),
    ]);
    const content = Buffer.concat(await (await download.createReadStream()).toArray()).toString();
    expect(content).toContain("line,column,value,reason");
    expect(content).toContain("4,weight,heavy,Enter a number.");
  });

  await test.step("import their counts", async () => {
    const file = testInfo.outputPath("counts.csv");
    writeFileSync(file, countsCsv);
    await page.getByRole("link", { name: "Items" }).first().click();
    await page.getByRole("link", { name: "Import stock counts" }).first().click();
    await page.getByLabel("File", { exact: true }).setInputFiles(file);
    await page.getByRole("button", { name: "Check the file" }).click();
    await expect(page.getByRole("region", { name: "Problems" }).getByText("does not exist.")).toBeVisible();
    await page.getByRole("button", { name: "Import 2 rows" }).click();
    await expect(page.getByText("Done", { exact: true })).toBeVisible();
    await expect(page.getByText("2 rows accepted, 1 refused")).toBeVisible();
  });

  await test.step("import places", async () => {
    const file = testInfo.outputPath("places.csv");
    writeFileSync(file, placesCsv);
    await page.getByRole("link", { name: "Places" }).first().click();
    await page.getByRole("link", { name: "Import" }).first().click();
    await page.getByLabel("File", { exact: true }).setInputFiles(file);
    await page.getByRole("button", { name: "Check the file" }).click();
    await expect(page.getByText("This does not look like a postcode in DE.")).toBeVisible();
    await page.getByRole("button", { name: "Import 2 rows" }).click();
    await expect(page.getByText("Done", { exact: true })).toBeVisible();
    await expect(page.getByText("2 rows accepted, 1 refused")).toBeVisible();
  });

  const reference = fresh("WB");
  await test.step("pack a parcel", async () => {
    await page.getByRole("link", { name: "Parcels" }).first().click();
    await page.getByRole("link", { name: "New parcel" }).first().click();
    await page.getByLabel("Reference").fill(reference);
    await choose(page, "Recipient", "lovelace");
    await choose(page, "Item 1", "lamp");
    await page.getByLabel("Quantity 1").fill("2");
    await page.getByRole("button", { name: "Create parcel" }).click();
    await expect(page.getByRole("heading", { name: reference })).toBeVisible();
    await expect(page.getByText("Packed", { exact: true }).first()).toBeVisible();
  });

  await test.step("dispatch it; every step appears by itself", async () => {
    await untilLive(page);
    await page.getByRole("button", { name: "Dispatch" }).click();
    const timeline = page.getByRole("list", { name: "Timeline" });
    await expect(timeline.getByText("Dispatched, stock deducted")).toBeVisible();
    await expect(timeline.getByText("Label created")).toBeVisible();
    await expect(timeline.getByText("Problem with the carrier")).toBeVisible();
    await expect(timeline.getByText("Handed over to the carrier")).toBeVisible();
    await expect(timeline.getByText("Delivered")).toBeVisible({ timeout: 30_000 });
    await expect(timeline.getByText("Signed by the recipient")).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("the label is a PDF, the stock was taken once, the carrier booked once", async () => {
    const path = await page.getByRole("link", { name: "Label" }).getAttribute("href");
    const label = await page.request.get(`${testUrls().BASE_URL}${path}`);
    expect((await label.body()).subarray(0, 5).toString()).toBe("%PDF-");
    const number = await page.getByText(/^CARRIER-\d+$/).textContent();
    const { shipments } = await (await page.request.get(`${testUrls().CARRIER_SERVER_URL}/calls`)).json();
    expect(shipments.filter((shipment: { trackingNumber: string }) => shipment.trackingNumber === number)).toHaveLength(
      1,
    );
    await page.getByRole("link", { name: "Desk lamp, oak" }).click();
    await expect(page.getByRole("heading", { name: "Stock history: 62 on hand" })).toBeVisible();
  });

  await test.step("the dashboard counts it", async () => {
    await page.getByRole("link", { name: "Dashboard" }).first().click();
    await expect(page.getByRole("link", { name: "Delivered 1" })).toBeVisible();
  });
});
