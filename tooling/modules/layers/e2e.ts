import { capital, type FieldSpec, type ModuleSpec } from "../spec.ts";
import { importedOf } from "./base.ts";
import { type Files, imports, lines, namesOf, refsOf } from "./code.ts";

/** Cells of an imported file, by kind of field. */
const cells: Partial<Record<FieldSpec["kind"], string>> = {
  ...{ int: "7", date: "2026-11-24", boolean: "yes", email: "ada@example.test", money: "19.50", currency: "EUR" },
};

/** A value of a field, as code. @param id code of a reference's id */
function sampleOf(field: FieldSpec, id: string): string {
  const values: Record<FieldSpec["kind"], string> = {
    ...{ longtext: `"${field.label}"`, int: "7", date: '"2026-11-24"', boolean: "true", ref: id },
    ...{ email: '"ada@example.test"', money: "1950", currency: '"EUR"' },
    ...{ text: field.unique ? `fresh("${field.label}")` : `"${field.label}"`, enum: `"${field.values[0]}"` },
  };
  return values[field.kind];
}

function walked(spec: ModuleSpec): string {
  const { many, one, One, a } = namesOf(spec);
  const refs = refsOf(spec);
  const targets = [...new Map(refs.map(({ target }) => [target.module, target])).values()];
  const values = (id: (field: FieldSpec) => string) =>
    spec.fields
      // The titles of pages are unique.
      .map((field) => `${field.property}: ${field === spec.title ? `fresh("${One}")` : sampleOf(field, id(field))}`)
      .join(", ");
  const kinds = refs.map(({ property, target }) => `${property}: "${target.entity}"`).join(", ");
  const fuzzed = spec.fields
    .map(
      (field) =>
        `${field.property}: ${field.unique ? `\`${field.label}-\${n}\`` : sampleOf(field, `records.${field.target?.entity}?.[0]`)}`,
    )
    .join(", ");
  return lines(
    'import type { Page } from "@playwright/test";',
    imports("zod", "z"),
    imports("../support/call.ts", "callProcedure"),
    imports("../support/demo.ts", "base", refs.length > 0 && "idOfFirst", "slug"),
    imports("../support/actions.ts", "call", "fresh"),
    'import type { WalkedModule } from "../support/modules.ts";',
    targets.map(({ module, entity }) => imports(`./${module}.ts`, `make${capital(entity)}`)),
    `\n/** Creates ${a}. */\nexport async function make${One}(page: Page, tenant: string): Promise<{ id: string }> {`,
    `return call(page, tenant, "${many}.create", { ${values(({ target }) => `(await make${capital(target?.entity ?? "")}(page, tenant)).id`)} });\n}\n`,
    `export const walked: WalkedModule = {\nmakeRecords: async (page, tenant) => ({ "${many}/[id]": (await make${One}(page, tenant)).id }),`,
    `async picture(context) {\nconst input = { ${values(({ target }) => `await idOfFirst(context, "/${target?.module}")`)} };`,
    `const { id } = z.object({ id: z.string() }).parse(await callProcedure(context.request, base, slug, "${many}.create", input));`,
    `return { subjects: { "${many}/[id]": id }, more: [] };\n},`,
    `fuzzed: {\nmake: async (some${refs.length > 0 ? ", records" : ""}) => ({ ${one}: await some("${many}.create", 2, (${spec.fields.some(({ unique }) => unique) ? "n" : ""}) => ({ ${fuzzed} })) }),`,
    kinds && `fields: { ${kinds} },`,
    "},\n};",
  );
}

function spec(module: ModuleSpec): string {
  const { many, Many, one, a } = namesOf(module);
  const refs = refsOf(module).filter(({ optional }) => !optional);
  const targets = [...new Map(refs.map(({ target }) => [target.module, target])).values()];
  const fill = module.fields
    .filter(({ optional }) => !optional)
    .flatMap((field) => {
      const label = `page.getByLabel("${field.label}", { exact: true })`;
      if (field.kind === "text") return [`await ${label}.fill("${field === module.title ? "Birch" : field.label}");`];
      if (field.kind === "longtext") return [`await ${label}.fill("Line one");`];
      if (field.kind === "email") return [`await ${label}.fill("ada@example.test");`];
      if (field.kind === "money") return [`await ${label}.fill("19.50");`];
      if (field.kind === "currency") return [`await ${label}.selectOption("USD");`];
      if (field.kind === "int") return [`await ${label}.fill("7");`];
      if (field.kind === "date") return [`await ${label}.fill("2026-11-24");`];
      if (field.kind === "boolean") return [`await ${label}.check();`];
      if (field.kind === "enum") return [`await ${label}.selectOption("${field.values[0]}");`];
      return [
        `await page.getByRole("combobox", { name: "${field.label}" }).click();`,
        `await page.getByRole("dialog").getByRole("option").first().click();`,
      ];
    });
  return lines(
    targets.map(({ module: from, entity }) => imports(`./modules/${from}.ts`, `make${capital(entity)}`)),
    imports(
      "./support/actions.ts",
      "createTenant",
      "expect",
      "expectAccessible",
      "signUp",
      "test",
      "testUrls",
      "untilLive",
    ),
    `\ntest("${a} is created, found, edited and deleted", async ({ page }) => {\nawait signUp(page);\nconst tenant = await createTenant(page);`,
    targets.map(({ entity }) => `await make${capital(entity)}(page, tenant);`),
    `await page.goto(\`\${testUrls().BASE_URL}/t/\${tenant}/${many}\`);\nawait untilLive(page);`,
    `await expect(page.getByText("No ${many} yet")).toBeVisible();`,
    `await page.getByRole("link", { name: "New ${one}" }).first().click();`,
    `await expect(page.getByRole("heading", { name: "New ${one}" })).toBeVisible();\nawait untilLive(page);`,
    `await page.getByRole("button", { name: "Create ${one}" }).click();`,
    'await expect(page.getByText("Fill this in.").first()).toBeVisible();',
    fill,
    `await page.getByRole("button", { name: "Create ${one}" }).click();`,
    'await expect(page.getByRole("heading", { name: "Birch", exact: true })).toBeVisible();',
    "await expectAccessible(page);",
    'await page.getByRole("button", { name: "Edit" }).click();',
    `await page.getByLabel("${module.title.label}", { exact: true }).fill("Cedar");`,
    'await page.getByRole("button", { name: "Save" }).click();',
    'await expect(page.getByRole("heading", { name: "Cedar", exact: true })).toBeVisible();',
    `await page.getByRole("navigation", { name: "Breadcrumbs" }).getByRole("link", { name: "${Many}" }).click();`,
    `await page.getByPlaceholder("Search ${many}").fill("ced");`,
    'await expect(page.getByRole("link", { name: "Cedar" })).toBeVisible();',
    "await expectAccessible(page);",
    'await page.getByRole("link", { name: "Cedar" }).click();',
    'await page.getByRole("button", { name: "Delete" }).click();',
    `await page.getByRole("button", { name: "Delete ${one}" }).click();`,
    `await expect(page.getByText("No ${many} yet")).toBeVisible();`,
    module.importKey && [
      `await page.getByRole("link", { name: "Import" }).first().click();`,
      `await expect(page.getByRole("heading", { name: "Import ${many}" })).toBeVisible();\nawait untilLive(page);`,
      `const rows = "${importedOf(module)
        .filter(({ optional }) => !optional)
        .map(({ property }) => property)
        .join(",")}\\n${importedOf(module)
        .filter(({ optional }) => !optional)
        .map(
          (field) => cells[field.kind] ?? (field.values[0] || (field === module.title ? "Alder" : `A-${field.name}`)),
        )
        .join(",")}";`,
      `await page.getByLabel("File", { exact: true }).setInputFiles({ name: "${many}.csv", mimeType: "text/csv", buffer: Buffer.from(rows) });`,
      'await page.getByRole("button", { name: "Check the file" }).click();',
      `await page.getByRole("button", { name: "Import 1 row" }).click();`,
      "await expect(page.getByText(/^1 row in/)).toBeVisible();",
      `await page.goto(\`\${testUrls().BASE_URL}/t/\${tenant}/${many}\`);`,
      'await expect(page.getByRole("link", { name: "Alder" })).toBeVisible();',
    ],
    "});",
  );
}

/** `e2e`: a record for the tests of all pages, and a browser test. */
export const e2e = (module: ModuleSpec): Files => ({
  [`e2e/modules/${module.name}.ts`]: walked(module),
  [`e2e/${module.name}.spec.ts`]: spec(module),
});
