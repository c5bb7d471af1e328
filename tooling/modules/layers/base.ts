import type { FieldSpec, ModuleSpec } from "../spec.ts";
import { type Files, filtersOf, imports, lines, namesOf, ofKind, refsOf, valuesName } from "./code.ts";

/** What an input may be. */
function schemaOf(one: string, field: FieldSpec): string {
  const { kind, optional, unique } = field;
  const orNull = optional ? ".nullable().default(null)" : "";
  switch (kind) {
    case "text":
      if (unique) return optional ? 'optionalText(60, "code")' : 'text({ max: 60, kind: "code" })';
      return optional ? "optionalText(120)" : "name()";
    case "longtext":
      return optional ? 'optionalText(2000, "prose")' : 'text({ max: 2000, kind: "prose" })';
    case "int":
      return `whole(int4.min)${orNull}`;
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

/** `packages/validators`: what inputs may be. */
export function validators(spec: ModuleSpec): Files {
  const { many, one, One } = namesOf(spec);
  const filters = filtersOf(spec).map((field) =>
    field.kind === "enum"
      ? `${field.property}: z.enum(${valuesName(one, field)}).optional()`
      : `${field.property}: z.boolean().optional()`,
  );
  const fields = spec.fields.map((field) => `${field.property}: ${schemaOf(one, field)},`);
  const used = (word: string) => (fields.some((field) => new RegExp(`: ${word}\\b`).test(field)) ? word : undefined);
  return {
    [`packages/validators/src/${many}.ts`]: lines(
      imports("zod", "z"),
      imports("./common.ts", "id", used("name"), used("optionalText"), "pageInput", "search"),
      imports("./dates.ts", used("day")),
      imports("./entity.ts", "entity"),
      spec.list && imports("./exports.ts", "exportFormat"),
      imports("./numbers.ts", used("whole") && "int4", "version", used("whole")),
      imports("./text.ts", used("text")),
      `\n/** What this module keeps. */\nexport const entities = [entity({ name: "${one}", plural: "${many}", present: true })] as const;\n`,
      ofKind(spec, "enum").map(
        (field) => `export const ${valuesName(one, field)} = ${JSON.stringify(field.values)} as const;\n`,
      ),
      `export const create${One} = z.object({\n${fields.join("\n")}\n});`,
      `export const update${One} = create${One}.extend({ id, version });\n`,
      `export const ${one}Filter = pageInput.extend({ ${["search", ...filters].join(", ")} });`,
      `export type ${One}Filter = z.output<typeof ${one}Filter>;`,
      spec.list && [
        `export const ${one}Export = ${one}Filter.omit({ page: true, pageSize: true }).extend({ format: exportFormat });`,
        `export type ${One}Export = z.output<typeof ${one}Export>;`,
      ],
    ),
  };
}

/** A column of the table. */
function columnOf(one: string, field: FieldSpec): string {
  const types: Record<FieldSpec["kind"], string> = {
    ...{ text: "text()", longtext: "text()", int: "integer()", date: "date()", boolean: "boolean()", ref: "uuid()" },
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
  };
  const builders = new Set(["index", "integer", "pgTable", ...spec.fields.map(({ kind }) => types[kind])]);
  const uniques = spec.fields.filter(({ unique }) => unique);
  if (uniques.length > 0) builders.add("unique");
  const targets = [...new Set(refsOf(spec).map(({ target }) => target.module))];
  const { title } = spec;
  const indexed = !title.unique;
  if (!indexed && refsOf(spec).length === 0) builders.delete("index");
  return {
    [`packages/db/src/schema/${many}.ts`]: lines(
      imports(`@waybill/validators/${many}`, ...enums),
      imports("drizzle-orm/pg-core", ...[...builders].sort()),
      imports("./columns.ts", "createdAt", "ownId", "tenantId", "tenantTable", targets.length > 0 && "within"),
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
      indexed && `index("${many}_${title.column}_idx").on(table.tenantId, table.${title.property}, table.id),`,
      "],\n);",
    ),
  };
}

export const constraintOf = (many: string, { name }: { name: string }): string => `${many}_${name.toLowerCase()}_fkey`;
export const filterType = (One: string, spec: ModuleSpec): string =>
  `Pick<${One}Filter, ${["search", ...filtersOf(spec).map(({ property }) => property)].map((name) => `"${name}"`).join(" | ")}>`;
