import type { FieldSpec, ModuleSpec } from "../spec.ts";
import { type Files, filtersOf, imports, isName, lines, namesOf, ofKind, refsOf, sortsOf, valuesName } from "./code.ts";

/** The schema of an input. */
function schemaOf(one: string, field: FieldSpec): string {
  const { kind, optional, unique } = field;
  const orNull = optional ? ".nullable().default(null)" : "";
  switch (kind) {
    case "text":
      if (unique) return optional ? 'optionalText(60, "code")' : 'text({ max: 60, kind: "code" })';
      return optional ? "optionalText(120)" : "name()";
    case "longtext":
      return optional ? 'optionalText(2000, "prose")' : 'text({ max: 2000, kind: "prose" })';
    case "email":
      return optional ? 'optionalText(254, "code").pipe(email.nullable())' : "email";
    case "int":
      return `whole(int4.min)${orNull}`;
    case "money":
      return `amount${orNull}`;
    case "currency":
      return "currency";
    case "date":
      return `day${orNull}`;
    case "boolean":
      return "z.boolean()";
    case "enum":
      return `z.enum(${valuesName(one, field)})${orNull}`;
    case "ref":
      return `id${orNull}`;
  }
}

/** The schema of an imported cell, if it differs from that of an input. */
function cellOf(one: string, field: FieldSpec): string | null {
  const schema = schemaOf(one, { ...field, optional: false });
  if (field.kind === "int" || field.kind === "money")
    return `fromText(${schema}${field.optional ? ".nullable()" : ""})`;
  return field.kind === "boolean" ? "yesOrNo" : null;
}

/** The fields that an import writes. */
export const importedOf = ({ fields }: ModuleSpec): FieldSpec[] => fields.filter(({ kind }) => kind !== "ref");

/** One row of an imported file. */
function rowSchema(spec: ModuleSpec): string {
  const { one, One } = namesOf(spec);
  const cells = importedOf(spec).flatMap((field) => {
    const cell = cellOf(one, field);
    return cell ? [`${field.property}: ${cell},`] : [];
  });
  const refs = refsOf(spec).map(({ property }) => `${property}: true`);
  const base = `create${One}${refs.length > 0 ? `.omit({ ${refs.join(", ")} })` : ""}`;
  return lines(
    ofKind(spec, "boolean").length > 0 &&
      'const yesOrNo = text({ max: 3, kind: "code" }).toLowerCase().pipe(z.enum(["yes", "no"], "Write yes or no.")).transform((word) => word === "yes");\n',
    `/** A row of an imported file; the header names its columns. */`,
    `export const ${one}Row = ${base}${cells.length > 0 ? `.extend({\n${cells.join("\n")}\n})` : ""};`,
    `export type ${One}Row = z.output<typeof ${one}Row>;`,
  );
}

/** `packages/validators`: the schemas of inputs. */
export function validators(spec: ModuleSpec): Files {
  const { many, one, One } = namesOf(spec);
  const filterSchemas: Partial<Record<FieldSpec["kind"], (field: FieldSpec) => string>> = {
    boolean: () => "z.boolean()",
    ref: () => "id",
    enum: (field) => `z.array(z.enum(${valuesName(one, field)})).max(${field.values.length})`,
  };
  const filters = filtersOf(spec).map(
    (field) => `${field.property}: ${filterSchemas[field.kind]?.(field)}.optional(),`,
  );
  const fields = spec.fields.map((field) => `${field.property}: ${schemaOf(one, field)},`);
  const row = spec.importKey ? rowSchema(spec) : "";
  const written = [...fields, row].join("\n");
  const used = (word: string) => (new RegExp(`[(:= ]${word}[(),;.]`).test(written) ? word : undefined);
  return {
    [`packages/validators/src/${many}.ts`]: lines(
      imports("zod", "z"),
      imports("./common.ts", used("email"), "id", used("name"), used("optionalText"), "search"),
      imports("./dates.ts", used("day")),
      imports("./entity.ts", "entity"),
      spec.list && imports("./exports.ts", "exportFormat"),
      imports("./lists.ts", "keyCursorInput"),
      imports("./money.ts", used("currency")),
      imports("./numbers.ts", used("fromText"), used("whole") && "int4", "version", used("whole")),
      imports("./text.ts", used("text")),
      `\n/** The entities of this module. */\nexport const entities = [entity({ name: "${one}", plural: "${many}", present: true })] as const;\n`,
      ofKind(spec, "enum").map(
        (field) => `export const ${valuesName(one, field)} = ${JSON.stringify(field.values)} as const;\n`,
      ),
      ofKind(spec, "money").length > 0 &&
        '/** In the smallest unit of the currency: cents for EUR. */\nconst amount = z.number().int("Amounts have no more digits after the point than their currency.").min(0).max(1_000_000_000_000);\n',
      `export const create${One} = z.object({\n${fields.join("\n")}\n});`,
      `export const update${One} = create${One}.extend({ id, version });\n`,
      `/** The filters of the list. A listed ${one} matches all of them. */\nconst conditions = {\nsearch,`,
      filters,
      `};\n\n/** The orders of the list. */\nexport const ${one}Sorts = ${JSON.stringify([...sortsOf(spec).map(({ property }) => property), "created"])} as const;`,
      `export type ${One}Sort = (typeof ${one}Sorts)[number];\n`,
      `/** The input of the list, from a URL, a call or a saved view. The default order is by ${spec.title.label.toLowerCase()}. */`,
      `export const ${one}Listing = z.object({\n...conditions,\nsort: z.enum(${one}Sorts).optional(),\ndescending: z.boolean().optional(),\n});`,
      `export const ${one}Filter = keyCursorInput.extend(${one}Listing.shape);`,
      `export type ${One}Filter = z.output<typeof ${one}Filter>;`,
      spec.list && [
        `export const ${one}Export = z.object({ ...conditions, format: exportFormat });`,
        `export type ${One}Export = z.output<typeof ${one}Export>;`,
      ],
      row,
    ),
  };
}

/** A column of the table. */
function columnOf(one: string, field: FieldSpec): string {
  const types: Record<FieldSpec["kind"], string> = {
    ...{ text: "text()", longtext: "text()", email: "text()", int: "integer()", date: "date()", boolean: "boolean()" },
    ...{ ref: "uuid()", money: 'bigint({ mode: "number" })', currency: "text()" },
    enum: `text({ enum: ${valuesName(one, field)} })`,
  };
  return `${field.property}: ${types[field.kind]}${field.optional ? "" : ".notNull()"},`;
}

/** `packages/db`: the module's table. */
export function schema(spec: ModuleSpec): Files {
  const { many, one } = namesOf(spec);
  const enums = ofKind(spec, "enum").map((field) => valuesName(one, field));
  const types = {
    int: "integer",
    date: "date",
    boolean: "boolean",
    ref: "uuid",
    enum: "text",
    text: "text",
    longtext: "text",
    email: "text",
    money: "bigint",
    currency: "text",
  };
  const builders = new Set(["index", "integer", "pgTable", ...spec.fields.map(({ kind }) => types[kind])]);
  const uniques = spec.fields.filter(({ unique }) => unique);
  if (uniques.length > 0) builders.add("unique");
  const targets = [...new Set(refsOf(spec).map(({ target }) => target.module))];
  const { title } = spec;
  const indexed = isName(spec, title);
  if (!indexed && refsOf(spec).length === 0) builders.delete("index");
  return {
    [`packages/db/src/schema/${many}.ts`]: lines(
      imports(`@waybill/validators/${many}`, ...enums),
      imports("drizzle-orm/pg-core", ...[...builders].sort()),
      imports(
        "./columns.ts",
        indexed && "alphabetical",
        "createdAt",
        "ownId",
        "tenantId",
        "tenantTable",
        targets.length > 0 && "within",
      ),
      targets.map((target) => imports(`./${target}.ts`, target)),
      `\nexport const ${many} = pgTable("${many}", {`,
      "tenantId: tenantId(),\nid: ownId(),",
      spec.fields.map((field) => columnOf(one, field)),
      "version: integer().notNull().default(1),\ncreatedAt: createdAt(),\nupdatedAt: createdAt(),\n},\n(table) => [",
      `...tenantTable("${many}", table, table.id),`,
      uniques.map(({ property, column }) => `unique("${many}_${column}_key").on(table.tenantId, table.${property}),`),
      refsOf(spec).flatMap(({ property, name, target }) => [
        `within("${many}_${name.toLowerCase()}_fkey", table, table.${property}, ${target.module}),`,
        `index("${many}_of_${name.toLowerCase()}_idx").on(table.tenantId, table.${property}, table.id),`,
      ]),
      indexed &&
        `index("${many}_${title.column}_idx").on(table.tenantId, alphabetical(table.${title.property}), table.id),`,
      "],\n);",
    ),
  };
}

/** The name of the foreign key of a reference. */
export const constraintOf = (many: string, { name }: { name: string }): string => `${many}_${name.toLowerCase()}_fkey`;
