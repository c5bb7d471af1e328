import { describe, expect, test } from "vitest";
import { zodIssues } from "./index.ts";
import { createItem, itemRow } from "./items.ts";
import { createParcel } from "./parcels.ts";

function issuesOf(schema: { safeParse(value: unknown): { success: boolean; error?: unknown } }, input: unknown) {
  const parsed = schema.safeParse(input);
  if (parsed.success) return [];
  return zodIssues(parsed.error as Parameters<typeof zodIssues>[0], input);
}

const uuid = "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11";

describe("issues", () => {
  test("report missing, too small, too big and malformed values, at their path and in plain words", () => {
    expect(issuesOf(createItem, { sku: "", name: "Lamp", weight: 0, stock: 1, price: 1.5, currency: "XQQ" })).toEqual([
      { path: ["sku"], code: "required", message: "Fill this in.", params: { minimum: 1 } },
      { path: ["weight"], code: "too_small", message: "Enter at least 1.", params: { minimum: 1 } },
      {
        ...{ path: ["price"], code: "invalid" },
        message: "Use no more decimal places than the currency has.",
      },
      { path: ["currency"], code: "invalid", message: "Use a currency code, such as EUR." },
    ]);
  });

  test("have paths into lists", () => {
    const issues = issuesOf(createParcel, {
      reference: "R1",
      lines: [
        { itemId: uuid, quantity: 1 },
        { itemId: "nonsense", quantity: -2 },
      ],
    });
    expect(issues.map(({ path, code }) => [path.join("."), code])).toEqual([
      ["recipientId", "required"],
      ["lines.1.itemId", "invalid"],
      ["lines.1.quantity", "too_small"],
    ]);
  });

  test("refuse a reference that no barcode can hold", () => {
    const lines = [{ itemId: uuid, quantity: 1 }];
    expect(issuesOf(createParcel, { reference: "Größe-1", recipientId: uuid, lines })).toMatchObject([
      { path: ["reference"] },
    ]);
    expect(issuesOf(createParcel, { reference: "WB/1042 (a)", recipientId: uuid, lines })).toEqual([]);
  });

  test("name a duplicate item", () => {
    const lines = [
      { itemId: uuid, quantity: 1 },
      { itemId: uuid, quantity: 2 },
    ];
    const issues = issuesOf(createParcel, { reference: "R", recipientId: uuid, lines });
    expect(issues).toMatchObject([{ path: ["lines", 1, "itemId"], code: "conflict" }]);
  });
});

test("rows of a CSV convert texts to numbers and refuse others", () => {
  const row = { sku: "A-1", name: "Lamp", weight: "120", stock: "3", price: "1999", currency: "eur" };
  expect(itemRow.parse(row)).toMatchObject({ weight: 120, currency: "EUR" });
  expect(issuesOf(itemRow, { ...row, weight: "heavy" }).map((issue) => issue.path)).toEqual([["weight"]]);
});
