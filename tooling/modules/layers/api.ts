import { capital, type FieldSpec, type ModuleSpec } from "../spec.ts";
import { constraintOf, importedOf } from "./base.ts";
import {
  article,
  type Files,
  filtersOf,
  imports,
  isName,
  lines,
  type Names,
  namesOf,
  ofKind,
  refsOf,
  searchedOf,
  sortsOf,
  valuesName,
} from "./code.ts";

function permissions(spec: ModuleSpec): string {
  const { many, one } = namesOf(spec);
  return `import { resource } from "../../core/permissions.ts";

export const ${one}Permissions = resource("${many}", { read: "viewer", create: "dispatcher", update: "dispatcher", ${spec.importKey ? 'import: "dispatcher", ' : ""}delete: "admin" });

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    ${many}: typeof ${one}Permissions;
  }
}
`;
}

function events(spec: ModuleSpec): string {
  const { many, one } = namesOf(spec);
  const { property } = spec.title;
  const imported = spec.importKey
    ? `export const ${many}Imported = defineEvent("${one}.imported", {
  entity: "${one}",
  payload: z.object({}),
  summary: () => "finished an import of ${many}",
});
`
    : "";
  return `import { z } from "zod";
import { defineEvent } from "../../core/index.ts";

const payload = z.object({ id: z.uuid(), ${property}: z.string() });

export const ${one}Created = defineEvent("${one}.created", {
  entity: "${one}",
  payload,
  summary: ({ ${property} }) => \`created the ${one} \${${property}}\`,
});
export const ${one}Updated = defineEvent("${one}.updated", {
  entity: "${one}",
  payload,
  summary: ({ ${property} }) => \`changed the ${one} \${${property}}\`,
});
export const ${one}Deleted = defineEvent("${one}.deleted", {
  entity: "${one}",
  payload,
  summary: ({ ${property} }) => \`deleted the ${one} \${${property}}\`,
});
${imported}
/** The events of this module. */
export const published = [${one}Created, ${one}Updated, ${one}Deleted${spec.importKey ? `, ${many}Imported` : ""}];
`;
}

/** Whether its inputs have business rules. */
const hasRules = ({ fields }: ModuleSpec) => fields.some(({ unique, target }) => unique || target);

function rules(spec: ModuleSpec): string {
  const { many, one, One } = namesOf(spec);
  const uniques = spec.fields.filter(({ unique }) => unique);
  const refs = refsOf(spec);
  const targets = [...new Map(refs.map(({ target }) => [target.module, target])).values()];
  const foreign = targets.filter(({ exportsTarget }) => !exportsTarget);
  const ruleList = (except: boolean) =>
    [
      ...uniques.map(
        ({ property }) =>
          `unique(${many}.${property}, "${property}", ${except ? `{ ...${property}Taken, except: "id" }` : `${property}Taken`})`,
      ),
      ...refs.map(({ property, target }) => `refers(to${capital(target.entity)}, "${property}")`),
    ].join(",\n");
  return lines(
    imports(`@waybill/db/${many}`, many),
    foreign.map(({ module }) => imports(`@waybill/db/${module}`, module)),
    spec.importKey && imports("@waybill/validators", "importInput"),
    hasRules(spec) && imports(`@waybill/validators/${many}`, `create${One}`, `update${One}`),
    imports(
      "../../core/index.ts",
      ...(hasRules(spec) ? ["type ConstraintTable", "checked"] : []),
      (refs.length > 0 || spec.importKey) && "refers",
      "type Target",
      uniques.length > 0 && "unique",
    ),
    spec.importKey && imports("../../platform/files/index.ts", "toUpload"),
    targets
      .filter(({ exportsTarget }) => exportsTarget)
      .map(({ module, entity }) => imports(`../${module}/index.ts`, `to${capital(entity)}`)),
    spec.importKey && imports("./files.ts", `${one}Files`),
    `\n/** The target of references to ${article(one)}. */`,
    `export const to${One}: Target = { entity: "${one}", table: ${many}, label: ${many}.${spec.title.property} };\n`,
    foreign.map(
      ({ module, entity, title }) =>
        `const to${capital(entity)}: Target = { entity: "${entity}", table: ${module}, label: ${module}.${title} };\n`,
    ),
    uniques.map(
      ({ property, label }) =>
        `const ${property}Taken = { entity: "${one}", message: (${property}: string) => \`There is already ${article(one)} with the ${label.toLowerCase()} \${${property}}.\` } as const;\n`,
    ),
    hasRules(spec) && [
      `export const create${One}Input = checked(create${One}, [${ruleList(false)}]);`,
      `export const update${One}Input = checked(update${One}, [${ruleList(true)}]);`,
      spec.importKey &&
        `export const import${capital(many)}Input = checked(importInput, [refers(toUpload(${one}Files.upload), "fileId")]);`,
      "",
      `export const ${one}Constraints: ConstraintTable = {`,
      ...uniques.map(
        ({ property, column, label }) =>
          `${many}_${column}_key: { path: ["${property}"], code: "taken", entity: "${one}", message: "There is already ${article(one)} with this ${label.toLowerCase()}." },`,
      ),
      ...refs.map(
        (field) =>
          `${constraintOf(many, field)}: { path: ["${field.property}"], code: "not_found", entity: "${field.target.entity}", message: "This ${field.target.entity} was just deleted. Choose another one." },`,
      ),
      "};",
    ],
  );
}

function outputs(spec: ModuleSpec): string {
  const { many, one } = namesOf(spec);
  const typeOf = (field: FieldSpec) => {
    const types: Record<FieldSpec["kind"], string> = {
      ...{ text: "z.string()", longtext: "z.string()", int: "z.number()", date: "z.string()", boolean: "z.boolean()" },
      ...{ email: "z.string()", money: "z.number()", currency: "z.string()" },
      ...{ ref: "idOut", enum: `z.enum(${valuesName(one, field)})` },
    };
    return `${types[field.kind]}${field.optional ? ".nullable()" : ""}`;
  };
  return lines(
    imports(`@waybill/validators/${many}`, ...ofKind(spec, "enum").map((field) => valuesName(one, field))),
    imports("zod", "z"),
    imports("../../core/index.ts", "idOut", "time"),
    `\nexport const ${one} = z.object({`,
    "id: idOut,",
    spec.fields.flatMap((field) => [
      `${field.property}: ${typeOf(field)},`,
      ...(field.target ? [`${field.name}Name: z.string()${field.optional ? ".nullable()" : ""},`] : []),
    ]),
    "version: z.number(),\ncreatedAt: time,\nupdatedAt: time,\n});",
  );
}

function router(spec: ModuleSpec): string {
  const { many, Many, one, One } = namesOf(spec);
  const input = (action: string) =>
    hasRules(spec) ? `.errors(${action}${One}Input.refuses)\n.input(${action}${One}Input)` : `.input(${action}${One})`;
  return lines(
    imports("@waybill/validators", "byId"),
    imports(
      `@waybill/validators/${many}`,
      ...(hasRules(spec) ? [] : [`create${One}`]),
      spec.list && `${one}Export`,
      `${one}Filter`,
      ...(hasRules(spec) ? [] : [`update${One}`]),
    ),
    imports(
      "../../core/index.ts",
      "byKey",
      "done",
      spec.list && "personProcedure",
      (spec.list || spec.importKey) && "queued",
      "router",
      "tenantProcedure",
    ),
    spec.importKey && imports("../../platform/imports/index.ts", "startImport"),
    spec.list && imports("./export.ts", `export${capital(many)}`),
    spec.importKey && imports("./files.ts", `${one}Files`),
    spec.importKey && imports("./jobs.ts", `import${Many}`),
    imports("./outputs.ts", one),
    hasRules(spec) &&
      imports("./rules.ts", `create${One}Input`, spec.importKey && `import${Many}Input`, `update${One}Input`),
    imports("./service.ts", `${One}Service`),
    `\nexport const ${many}Router = router({`,
    `list: tenantProcedure("${many}.read").output(byKey(${one})).input(${one}Filter).query(({ ctx, input }) => new ${One}Service(ctx).list(input)),`,
    `byId: tenantProcedure("${many}.read").output(${one}).input(byId).query(({ ctx, input }) => new ${One}Service(ctx).byId(input.id)),`,
    ["create", "update"].map(
      (action) =>
        `${action}: tenantProcedure("${many}.${action}").output(done)\n${input(action)}\n.mutation(({ ctx, input }) => new ${One}Service(ctx).${action}(input)),`,
    ),
    `delete: tenantProcedure("${many}.delete").output(done).input(byId).mutation(({ ctx, input }) => new ${One}Service(ctx).delete(input.id)),`,
    spec.importKey &&
      `import: tenantProcedure("${many}.import").output(queued)\n.errors(import${Many}Input.refuses)\n.input(import${Many}Input)\n.mutation(({ ctx, input }) => startImport(ctx, { job: import${Many}, files: ${one}Files, what: "${many}" }, input)),`,
    spec.list &&
      `export: personProcedure("${many}.read").output(queued).input(${one}Export).mutation(({ ctx, input }) => export${capital(many)}.start(ctx, input)),`,
    "});",
  );
}

function exported(spec: ModuleSpec): string {
  const { many, Many, one, One } = namesOf(spec);
  const amounts = ofKind(spec, "money");
  const currency = ofKind(spec, "currency")[0]?.property ?? "";
  const amount = ({ property, optional }: FieldSpec) => {
    const written = `writtenAmount(row.${property}, row.${currency})`;
    return `${property}: ${optional ? `row.${property} === null ? null : ${written}` : written}`;
  };
  const rowsAfter =
    amounts.length > 0
      ? `async (ctx, filter, after) => {
    const { rows, next } = await new ${One}Service(ctx).exportBatch(filter, after, 1000);
    return { rows: rows.map((row) => ({ ...row, ${amounts.map(amount).join(", ")} })), next };
  }`
      : `(ctx, filter, after) => new ${One}Service(ctx).exportBatch(filter, after, 1000)`;
  return lines(
    imports(`@waybill/validators/${many}`, `${one}Export`),
    imports("../../platform/exports/index.ts", "defineExport", amounts.length > 0 && "writtenAmount"),
    imports("./service.ts", `${one}Columns`, `${One}Service`),
    `\n/** The export of ${many}${spec.importKey ? ", with the columns of their import" : ""}. */`,
    `export const export${Many} = defineExport({\nwhat: "${many}",\npermission: "${many}.read",`,
    `input: ${one}Export,\ncolumns: ${one}Columns,\nrowsAfter: ${rowsAfter},\n});`,
  );
}

/** The service's methods for an import. */
function importing(spec: ModuleSpec, { property: key }: FieldSpec): string {
  const { many, One } = namesOf(spec);
  const imported = importedOf(spec);
  const booleans = imported.filter(({ kind }) => kind === "boolean");
  const texts =
    booleans.length > 0
      ? `textsOf({ ...row, ${booleans.map(({ property }) => `${property}: row.${property} ? "yes" : "no"`).join(", ")} })`
      : "textsOf(row)";
  const columns =
    refsOf(spec).length > 0
      ? `{ ${imported.map(({ property }) => `${property}: ${many}.${property}`).join(", ")} }`
      : "valueColumns";
  return lines(
    `/** The values of existing rows by key (\`${key}\`), as texts. @param lock whether to lock the rows until the transaction ends */`,
    `async rowsOf(keys: string[], lock: boolean): Promise<Map<string, Record<string, string>>> {\nconst { db, inTenant } = this.#ctx;`,
    `const query = db.select(${columns}).from(${many}).where(inTenant(${many}, sql\`\${${many}.${key}} = any(\${sql.param(keys)}::text[])\`)).orderBy(asc(${many}.id));`,
    `const rows = await (lock ? query.for("no key update") : query);`,
    `return new Map(rows.map((row) => [row.${key}, ${texts}]));\n}\n`,
    "/** Creates the rows with new keys, and updates those with existing ones. */",
    `writeRows(rows: ${One}Row[]): Promise<{ created: number; updated: number }> {\nreturn upsertRows(this.#ctx, ${many}, "${key}", rows);\n}\n`,
    spec.events &&
      `/** Publishes the end of an import. */\nasync imported(): Promise<void> {\nawait this.#ctx.hub.publish(${many}Imported, {});\n}\n`,
  );
}

/** The files of an import. */
const importFilesOf = ({ many, one }: Names) => `import { importFiles } from "../../platform/imports/index.ts";

/** The files of an import of ${many}. */
export const ${one}Files = importFiles("${many}", "${many}.import");
`;

/** The job of an import. */
function importJob(spec: ModuleSpec, { property: key }: FieldSpec): string {
  const { many, Many, one, One } = namesOf(spec);
  const kinds: Partial<Record<FieldSpec["kind"], string>> = {
    ...{ int: "number", money: "price", currency: "code", email: "code" },
  };
  const fields = importedOf(spec).map((field) => {
    const kind = field.unique ? "code" : (kinds[field.kind] ?? "text");
    return `${field.property}: { kind: "${kind}", names: [] },`;
  });
  const needed = importedOf(spec).filter(({ property, optional }) => property !== key && !optional);
  const finish = spec.events ? `(ctx) => new ${One}Service(ctx).imported()` : "async () => {}";
  return `/** The columns of a file. \`names\` are their names in other programs. */
const fields: Record<string, ImportField> = {
${fields.join("\n")}
};

/** Imports ${many} from a file. Idempotent: a second run finds the same rows and changes nothing. */
export const import${Many} = defineJob({
  name: "${many}.import",
  title: "Import ${many}",
  readBy: "${many}.import",
  needs: "${many}.import",
  input: importInput,
  timeoutSeconds: 3600,
  onGiveUp: { noDependents: "Rows that were already imported are kept. The job's page shows the progress." },
  run: (job) =>
    importRows(job, {
      files: ${one}Files,
      row: ${one}Row,
      columns: ${JSON.stringify([key, ...needed.map(({ property }) => property)])},
      fields,
      keyOf: (row) => row.${key},
      existing: (ctx, keys, lock) => new ${One}Service(ctx).rowsOf(keys, lock),
      write: (ctx, rows) => new ${One}Service(ctx).writeRows(rows),
      finish: ${finish},
    }),
});
`;
}

/** The job that searches for records with the same name. */
function namesakesJob(spec: ModuleSpec): string {
  const { many, one, One } = namesOf(spec);
  const { property: title, label } = spec.title;
  return `/** Finds possible duplicates: ${many} with the same ${label.toLowerCase()} in any letter case. Idempotent: it only reads. */
export const findNamesakes = defineJob({
  name: "${many}.findNamesakes",
  title: "Find ${many} with the same ${label.toLowerCase()}",
  readBy: "${many}.read",
  input: z.object({ ${one}Id: z.uuid() }),
  onGiveUp: { noDependents: "It changes nothing, and can be run again." },
  async run(job) {
    const others = await job.transaction((ctx) => new ${One}Service(ctx).namesakes(job.input.${one}Id));
    for (const { ${title} } of others) await job.addLogLine(\`Possible duplicate: \${${title}}\`);
    return { namesakes: others.length };
  },
});
`;
}

function jobs(spec: ModuleSpec): string {
  const { many, one, One } = namesOf(spec);
  return lines(
    spec.importKey && imports("@waybill/validators", "importInput"),
    spec.importKey && imports(`@waybill/validators/${many}`, `${one}Row`),
    spec.job && imports("zod", "z"),
    imports("../../core/index.ts", "defineJob"),
    spec.importKey && imports("../../platform/imports/index.ts", "importRows", "type ImportField"),
    spec.importKey && imports("./files.ts", `${one}Files`),
    imports("./service.ts", `${One}Service`),
    "\n",
    spec.importKey && importJob(spec, spec.importKey),
    spec.job && namesakesJob(spec),
  );
}

const handlers = ({ many, one }: Names) => `import { onEvent } from "../../core/index.ts";
import { ${one}Created } from "./events.ts";
import { findNamesakes } from "./jobs.ts";

/** Compares a new ${one} with the others. Idempotent: a second run queues a job with the same result. */
export const compareNew = onEvent(
  ${one}Created,
  "${many}.compareNew",
  async ({ jobs }, { id }) => {
    await jobs.enqueue(findNamesakes, { ${one}Id: id });
  },
  { onGiveUp: { noDependents: "Only the search for duplicates is missing." } },
);
`;

/** The service's methods for the job. */
function namesakes(spec: ModuleSpec): string {
  const { many } = namesOf(spec);
  const { property: title, label } = spec.title;
  const same = `sql\`lower(\${${many}.${title}}) = lower(\${known.${title}})\``;
  return lines(
    `/** Up to ten other ${many} with the same ${label.toLowerCase()} in any letter case. None if the record was deleted. */`,
    `async namesakes(id: string): Promise<{ id: string; ${title}: string }[]> {\nconst { db, inTenant } = this.#ctx;`,
    `const columns = { id: ${many}.id, ${title}: ${many}.${title} };`,
    `const [known] = await db.select(columns).from(${many}).where(this.#rowWithId(id));\nif (!known) return [];`,
    `return db.select(columns).from(${many}).where(inTenant(${many}, ne(${many}.id, id), ${same})).orderBy(asc(${many}.id)).limit(10);\n}\n`,
  );
}

/** The list: its orders, filters and saved views. */
function list(spec: ModuleSpec): string {
  const { many, one, One } = namesOf(spec);
  const filters = filtersOf(spec);
  const refs = refsOf(spec).filter((field) => filters.includes(field));
  const searched = searchedOf(spec).map(({ property }) => `\${${many}.${property}} ilike \${given("search")}::text`);
  const types: Partial<Record<FieldSpec["kind"], string>> = { boolean: "boolean", ref: "uuid", enum: "text[]" };
  const conditions = filters.map(({ property, kind }) => {
    const value = `\${given("${property}")}::${types[kind]}`;
    return `${property}: { type: sql\`${types[kind]}\`, condition: sql\`\${${many}.${property}} = ${kind === "enum" ? `any(${value})` : value}\` },`;
  });
  const values = filters.map(({ property, kind }) =>
    kind === "enum"
      ? `${property}: filter.${property}?.length ? filter.${property} : null,`
      : `${property}: filter.${property} ?? null,`,
  );
  return lines(
    imports(`@waybill/db/${many}`, many),
    imports(`@waybill/validators/${many}`, `type ${One}Filter`, `${one}Listing`),
    imports("drizzle-orm", "sql"),
    imports("../../core/index.ts", "contains", "type CursorPage", "type ListView", "type TenantContext"),
    imports("../../platform/lists/index.ts", "SortedList"),
    `\ntype Filters = Omit<${One}Filter, "cursor" | "limit" | "sort" | "descending">;`,
    refs.length > 0 && "\nconst placeholder = sql.placeholder;",
    `\nconst ${one}List = new SortedList({\ntable: ${many},\nkeys: {`,
    sortsOf(spec).map((field) => {
      const kind = isName(spec, field) ? "name" : "text";
      return `${field.property}: { column: ${many}.${field.property}, kind: "${kind}" },`;
    }),
    `created: { column: ${many}.id, kind: "id" },\n},`,
    refs.length > 0 ? "// Filters with an index.\nindexedFilters: {" : "indexedFilters: {},",
    refs.map(
      ({ property }) =>
        `${property}: ({ limit }) => sql\`select \${${many}.id} as id from \${${many}} where \${${many}.tenantId} = \${placeholder("tenantId")} and \${${many}.${property}} = \${placeholder("${property}")}::uuid limit \${limit}\`,`,
    ),
    refs.length > 0 && "},",
    "conditions: (given) => ({",
    conditions,
    `search: { type: sql\`text\`, condition: sql\`(${searched.join(" or ")})\` },\n}),\n});\n`,
    "/** The values of the filters; null for an unused one. */",
    `const valuesOf = (filter: Filters) => ({`,
    values,
    "search: filter.search ? contains(filter.search) : null,\n});\n",
    `/** The ids of a page of ${many}. */`,
    `export const ${one}Ids = (ctx: TenantContext, { search, ...filter }: ${One}Filter): Promise<CursorPage<string>> =>`,
    `${one}List.page(ctx, { ...filter, values: valuesOf({ ...filter, search }), usual: "${spec.title.property}" });\n`,
    spec.list &&
      `/** The conditions of the filters. */\nexport const ${one}Conditions = (ctx: TenantContext, filter: Filters) => ${one}List.conditions(ctx, valuesOf(filter));\n`,
    `/** The list of ${many} for saved views. */\nexport const ${one}View: ListView = {\nname: "${many}",\npermission: "${many}.read",\nstate: ${one}Listing,`,
    "async count(ctx, state, limit) {",
    `const { items, nextCursor } = await ${one}Ids(ctx, { ...${one}Listing.parse(state), limit });`,
    "return { count: items.length, more: nextCursor !== null };\n},\n};",
  );
}

function service(spec: ModuleSpec): string {
  const { many, one, One, Many } = namesOf(spec);
  const refs = refsOf(spec);
  const targets = [...new Set(refs.map(({ target }) => target.module))];
  const { property: title } = spec.title;
  const aliasOf = ({ name }: { name: string }) => `${name}Row`;
  const joins = refs
    .map((ref) => {
      const row = aliasOf(ref);
      return `.leftJoin(${row}, and(eq(${row}.tenantId, ${many}.tenantId), eq(${row}.id, ${many}.${ref.property})))`;
    })
    .join("\n");
  // A required reference has a name by its foreign key; the type of a left join does not know that.
  const joined = refs.map(({ name, target, optional }) =>
    optional
      ? `${name}Name: ${aliasOf({ name })}.${target.title}`
      : `${name}Name: sql<string>\`\${${aliasOf({ name })}.${target.title}}\``,
  );
  const columns = refs.length > 0 ? "shown" : "columns";
  const booleans = ofKind(spec, "boolean");
  const exportedFields = spec.fields.map(({ name, property, target }) => (target ? `${name}Name` : property));
  return lines(
    targets.map((target) => imports(`@waybill/db/${target}`, target)),
    imports(`@waybill/db/${many}`, many),
    `import type { create${One}, ${spec.list ? `${One}Export, ` : ""}${One}Filter, ${spec.importKey ? `${One}Row, ` : ""}update${One} } from "@waybill/validators/${many}";`,
    imports("drizzle-orm", refs.length > 0 && "and", "asc", "eq", spec.list && "gt", spec.job && "ne", "sql"),
    refs.length > 0 && imports("drizzle-orm/pg-core", "alias"),
    'import type { z } from "zod";',
    imports(
      "../../core/index.ts",
      spec.events && "changed",
      "requireRow",
      "lockUnused",
      "oneOf",
      "type TenantContext",
      spec.importKey && "upsertRows",
    ),
    spec.importKey && imports("../../platform/imports/index.ts", "textsOf"),
    imports("../../platform/search/index.ts", "inOrderOfIds"),
    imports("../../platform/stale/index.ts", "staleSince"),
    spec.events &&
      imports("./events.ts", `${one}Created`, `${one}Deleted`, spec.importKey && `${many}Imported`, `${one}Updated`),
    imports("./list.ts", spec.list && `${one}Conditions`, `${one}Ids`),
    imports("./rules.ts", `to${One}`),
    `\ntype Create${One} = z.output<typeof create${One}>;\ntype Update${One} = z.output<typeof update${One}>;\n`,
    refs.map(({ name, target }) => `const ${aliasOf({ name })} = alias(${target.module}, "${name}_row");`),
    "\nconst valueColumns = {",
    spec.fields.map(({ property }) => `${property}: ${many}.${property},`),
    `};\n\nconst columns = {\nid: ${many}.id,\n...valueColumns,`,
    `version: ${many}.version,\ncreatedAt: ${many}.createdAt,\nupdatedAt: ${many}.updatedAt,\n};\n`,
    refs.length > 0 &&
      `/** With the names of referenced records. */\nconst shown = { ...columns, ${joined.join(", ")} };\n`,
    spec.list &&
      `/** The columns of an export. */\nexport const ${one}Columns = ${JSON.stringify(exportedFields)} as const satisfies (keyof typeof ${columns})[];\n`,
    `/** Reads and writes ${many}. */\nexport class ${One}Service {`,
    `readonly #ctx: TenantContext;\n\nconstructor(ctx: TenantContext) {\nthis.#ctx = ctx;\n}\n`,
    `/** A page of ${many}. */\nasync list(filter: ${One}Filter) {`,
    `const { db, inTenant } = this.#ctx;\nconst { items: ids, nextCursor } = await ${one}Ids(this.#ctx, filter);`,
    "if (ids.length === 0) return { items: [], nextCursor };",
    `const rows = await db.select(${columns}).from(${many})${joins}.where(inTenant(${many}, oneOf(${many}.id, ids)));`,
    "return { items: inOrderOfIds(ids, rows), nextCursor };\n}\n",
    spec.list && [
      `/** ${Many} by id, in batches for an export. @param after the last id of the previous batch */`,
      `async exportBatch(filter: ${One}Export, after: string | null, limit: number) {\nconst { db, inTenant } = this.#ctx;`,
      `const rows = await db.select(${columns}).from(${many})${joins}.where(inTenant(${many}, ...${one}Conditions(this.#ctx, filter), after === null ? undefined : gt(${many}.id, after))).orderBy(asc(${many}.id)).limit(limit);`,
      booleans.length > 0
        ? `const cells = rows.map((row) => ({ ...row, ${booleans.map(({ property }) => `${property}: row.${property} ? "yes" : "no"`).join(", ")} }));\nreturn { rows: cells, next: rows.length === limit ? (rows.at(-1)?.id ?? null) : null };\n}\n`
        : "return { rows, next: rows.length === limit ? (rows.at(-1)?.id ?? null) : null };\n}\n",
    ],
    `/** One ${one}. @throws NOT_FOUND */\nasync byId(id: string) {`,
    `return requireRow(await this.#ctx.db.select(${columns}).from(${many})${joins}.where(this.#rowWithId(id)), "${one}");\n}\n`,
    `async create(input: Create${One}): Promise<{ id: string }> {\nconst { db, ${spec.events ? "hub, " : ""}tenant } = this.#ctx;`,
    `const rows = await db.insert(${many}).values({ tenantId: tenant.id, ...input }).returning({ id: ${many}.id });`,
    spec.events
      ? `const ${one} = requireRow(rows, "${one}");\nawait hub.publish(${one}Created, { ...${one}, ${title}: input.${title} }, { after: input });\nreturn ${one};\n}\n`
      : `return requireRow(rows, "${one}");\n}\n`,
    `/** Updates ${article(one)}. @throws the issue \`stale\` if it was changed since \`version\` */`,
    `async update({ id, version, ...values }: Update${One}): Promise<{ id: string }> {\nconst { db${spec.events ? ", hub" : ""} } = this.#ctx;`,
    `const before = requireRow(await db.select(columns).from(${many}).where(this.#rowWithId(id)).for("no key update"), "${one}");`,
    `if (before.version !== version) throw await staleSince(this.#ctx, "${one}", id, version);`,
    "const after = { ...values, version: version + 1 };",
    `await db.update(${many}).set({ ...after, updatedAt: sql\`now()\` }).where(this.#rowWithId(id));`,
    spec.events && `await hub.publish(${one}Updated, { id, ${title}: values.${title} }, changed(before, after));`,
    "return { id };\n}\n",
    `/** Deletes ${article(one)}. @throws a conflict if other records refer to it */\nasync delete(id: string): Promise<{ id: string }> {`,
    `const { db${spec.events ? ", hub" : ""} } = this.#ctx;\nawait lockUnused(this.#ctx, to${One}, id);`,
    spec.events
      ? `const before = requireRow(await db.delete(${many}).where(this.#rowWithId(id)).returning(valueColumns), "${one}");`
      : `await db.delete(${many}).where(this.#rowWithId(id));`,
    spec.events && `await hub.publish(${one}Deleted, { id, ${title}: before.${title} }, { before });`,
    "return { id };\n}\n",
    spec.importKey && importing(spec, spec.importKey),
    spec.job && namesakes(spec),
    `#rowWithId(id: string) {\nreturn this.#ctx.inTenant(${many}, eq(${many}.id, id));\n}\n}`,
  );
}

function index(spec: ModuleSpec): string {
  const { many, one, Many } = namesOf(spec);
  const jobs = [
    ...(spec.job ? ["findNamesakes"] : []),
    ...(spec.importKey ? [`import${Many}`] : []),
    ...(spec.list ? [`export${Many}.job`] : []),
  ];
  const files = [
    ...(spec.importKey ? [`...Object.values(${one}Files)`] : []),
    ...(spec.list ? [`export${Many}.file`] : []),
  ];
  return lines(
    imports("../../core/index.ts", "defineModule"),
    spec.events && imports("./events.ts", "published"),
    spec.list && imports("./export.ts", `export${Many}`),
    spec.importKey && imports("./files.ts", `${one}Files`),
    spec.job && imports("./handlers.ts", "compareNew"),
    imports("./jobs.ts", spec.job && "findNamesakes", spec.importKey && `import${Many}`),
    imports("./list.ts", `${one}View`),
    imports("./permissions.ts", `${one}Permissions`),
    imports("./router.ts", `${many}Router`),
    imports("./rules.ts", hasRules(spec) && `${one}Constraints`, `to${capital(one)}`),
    `\n/** ${Many}. */\nexport const ${many}Module = defineModule({`,
    spec.needs.length > 0 && `needs: ${JSON.stringify(spec.needs)},`,
    `router: ${many}Router,\nresources: [${one}Permissions],`,
    spec.events && "events: published,",
    spec.job && "handlers: [compareNew],",
    `entities: [to${capital(one)}],\nlists: [${one}View],`,
    jobs.length > 0 && `jobs: [${jobs.join(", ")}],`,
    files.length > 0 && `files: [${files.join(", ")}],`,
    hasRules(spec) && `constraints: ${one}Constraints,`,
    "});",
  );
}

/** A valid value of a field, as code. @param word code of a text @param id code of a reference's id */
function sampleOf(field: FieldSpec, word: string, id: string): string {
  const values: Record<FieldSpec["kind"], string> = {
    ...{ text: word, longtext: word, int: "7", date: '"2026-11-24"', boolean: "true", ref: id },
    ...{ email: '"ada@example.test"', money: "1950", currency: '"EUR"' },
    enum: `"${field.values[0]}"`,
  };
  return values[field.kind];
}

/** The columns of an imported file. */
const header = (spec: ModuleSpec) =>
  importedOf(spec)
    .map(({ property }) => property)
    .join(",");

/** A row of such a file, as code. @param key the key's field @param value code of its text @param given other cells */
function rowOf(spec: ModuleSpec, key: { property: string }, value: string, given: Record<string, string> = {}): string {
  const cells: Record<FieldSpec["kind"], string> = {
    ...{ text: "Text", longtext: "Text", int: "7", date: "2026-11-24", boolean: "yes", ref: "", enum: "" },
    ...{ email: "ada@example.test", money: "1950", currency: "EUR" },
  };
  const row = importedOf(spec).map((field) => {
    if (field.property === key.property) return value && `\${${value}}`;
    // A unique text must differ in each row.
    if (field.unique) return value ? `\${${value}}-${field.property}` : field.label;
    return given[field.property] ?? (field.kind === "enum" ? (field.values[0] ?? "") : cells[field.kind]);
  });
  return value ? `\`${row.join(",")}\`` : `"${row.join(",")}"`;
}

/** A test of the import. */
function importTest(spec: ModuleSpec, key: FieldSpec): string {
  const { many, One } = namesOf(spec);
  // A field that a row of an existing record can change.
  const other = importedOf(spec).find(({ kind, unique }) => !unique && (kind === "text" || kind === "longtext"));
  const known = (text: string) => rowOf(spec, key, `values.${key.property}`, other ? { [other.property]: text } : {});
  return lines(
    `test("an import creates new ${many}${other ? ", updates existing ones" : ""}, and refuses only the invalid row", async () => {`,
    `const { call, kit } = acme;\nconst values = await make${One}(kit);\nconst fresh = kit.unique("${key.label}");`,
    "const run = async (...rows: string[]) => {",
    `const { jobId } = await call.${many}.import(await kit.csv("${many}.import", "${header(spec)},more", rows.map((row) => \`\${row},x\`).join("\\n")));`,
    "return (await call.jobs.byId({ id: jobId })).result;\n};",
    `const rows = [${known("Changed")}, ${rowOf(spec, key, "fresh")}];`,
    `expect(await run(...rows, ${rowOf(spec, key, "")})).toMatchObject({ created: 1, ${other ? "updated: 1, " : ""}refused: 1 });`,
    other &&
      `expect(await call.${many}.byId({ id: values.id })).toMatchObject({ ${other.property}: "Changed", version: 2 });`,
    "expect(await run(...rows)).toMatchObject({ created: 0, updated: 0, unchanged: 2, refused: 0 });\n});\n",
  );
}

/** A test of the handler and its job. */
function jobTest(spec: ModuleSpec): string {
  const { many, one } = namesOf(spec);
  const { property: title, label } = spec.title;
  const wait = refsOf(spec).length > 0 ? "await " : "";
  // A unique text differs in letter case.
  const again = spec.title.unique ? `${title}: values.${title}.toUpperCase()` : `${title}: values.${title}`;
  return lines(
    `test("a job finds ${many} with the same ${label.toLowerCase()}", async () => {\nconst { call, kit } = await make("umbrella");`,
    `const values = ${wait}${one}Values(kit);\nconst results = async () => {\nconst { items } = await call.jobs.list({ name: "${many}.findNamesakes" });`,
    "return Promise.all(items.map(async ({ id }) => (await call.jobs.byId({ id })).result));\n};",
    `await call.${many}.create(values);\nexpect(await results()).toEqual([{ namesakes: 0 }]);`,
    `await call.${many}.create({ ...(${wait}${one}Values(kit)), ${again} });`,
    "expect(await results()).toEqual(expect.arrayContaining([{ namesakes: 0 }, { namesakes: 1 }]));\n});\n",
  );
}

function testing(spec: ModuleSpec): string {
  const { many, one, One, a } = namesOf(spec);
  const refs = refsOf(spec);
  const targets = [...new Map(refs.map(({ target }) => [target.module, target])).values()];
  const fresh = (field: FieldSpec) =>
    sampleOf(field, `kit.unique("${field.label}")`, `(await make${capital(field.target?.entity ?? "")}(kit)).id`) +
    (field.kind === "enum" ? " as const" : "");
  const rowValue = (field: FieldSpec) => {
    const word = field.unique ? "word" : field === spec.title ? `\`\${word} ${one}, \${fitting}\`` : "word";
    return sampleOf(field, word, `ids.${field.target?.entity} ?? ""`);
  };
  const kinds = refs.filter(({ name, target }) => name !== target.entity);
  return lines(
    imports("../../testing/kit.ts", "defineTesting", "type Kit", "one"),
    !spec.title.unique && imports("../../testing/samples.ts", "fitting"),
    targets.map(({ module, entity }) => imports(`../${module}/testing.ts`, `make${capital(entity)}`)),
    `\n/** Values of a new ${one}, with unique texts. */`,
    `export ${refs.length > 0 ? "async " : ""}function ${one}Values(kit: Kit) {\nreturn { ${spec.fields.map((field) => `${field.property}: ${fresh(field)}`).join(", ")} };\n}\n`,
    `/** Creates ${a}. */\nexport async function make${One}(kit: Kit) {`,
    `const values = ${refs.length > 0 ? "await " : ""}${one}Values(kit);\nreturn { ...(await kit.call.${many}.create(values)), ...values };\n}\n`,
    "export const testing = defineTesting({",
    `async createRows({ call }, word${refs.length > 0 ? ", ids" : ""}) {`,
    `const { id } = await call.${many}.create({ ${spec.fields.map((field) => `${field.property}: ${rowValue(field)}`).join(", ")} });`,
    `return { ${one}: id };\n},`,
    kinds.length > 0 &&
      `kinds: { ${kinds.map(({ property, target }) => `${property}: "${target.entity}"`).join(", ")} },`,
    spec.importKey && `uncounted: { "${many}.import": "a job does the work" },`,
    "inputs: (kit) => ({",
    `"${many}.byId": () => one(make${One}(kit)),`,
    `"${many}.create": () => ${one}Values(kit),`,
    `"${many}.delete": () => one(make${One}(kit)),`,
    spec.list && `"${many}.export": () => ({}),`,
    spec.importKey &&
      `"${many}.import": () => kit.csv("${many}.import", "${header(spec)}", ${rowOf(spec, spec.importKey, `kit.unique("${spec.importKey.label}")`)}),`,
    `"${many}.list": () => ({}),`,
    `"${many}.update": async () => ({ ...(await make${One}(kit)), ${spec.title.property}: kit.unique("Changed"), version: 1 }),`,
    "}),\n});",
  );
}

function test(spec: ModuleSpec): string {
  const { many, one, One, a } = namesOf(spec);
  const { property: title } = spec.title;
  const refs = refsOf(spec);
  // A target that can be deleted while it is referenced.
  const kept = refs.find(({ target }) => target.deletes);
  const uniques = spec.fields.filter(({ unique }) => unique);
  const filters = filtersOf(spec);
  const wait = refs.length > 0 ? "(await " : "";
  const others: Partial<Record<FieldSpec["kind"], (field: FieldSpec) => string>> = {
    boolean: () => "false",
    enum: ({ values }) => `["${values[1]}"]`,
    ref: () => "newId()",
  };
  const own = ({ kind, property }: FieldSpec) => (kind === "enum" ? `[values.${property}]` : `values.${property}`);
  return lines(
    refs.length > 0 && imports("@waybill/db", "newId"),
    imports("vitest", "beforeAll", "expect", "test"),
    imports("../../testing/kit.ts", "Kit"),
    imports("../../testing.ts", "refusal", "TestApp"),
    imports("./testing.ts", `make${One}`, `${one}Values`),
    `\nlet testApp: TestApp;\nlet acme: Awaited<ReturnType<typeof make>>;\nlet globex: Awaited<ReturnType<typeof make>>;\n`,
    `async function make(slug: string) {\nconst tenant = await testApp.tenant(slug, "owner", "viewer");`,
    "return { ...tenant, kit: new Kit(testApp, tenant, tenant.members.owner), call: tenant.members.owner.call };\n}\n",
    `beforeAll(async () => {\ntestApp = await TestApp.start();\n[acme, globex] = await Promise.all([make("acme"), make("globex")]);\n});\n`,
    `test("${a} is created, found by a search, and updated", async () => {`,
    `const { id, ...values } = await make${One}(acme.kit);\nconst { call } = acme;`,
    `expect(await call.${many}.byId({ id })).toMatchObject({ ...values, version: 1 });`,
    `expect((await call.${many}.list({ search: values.${title} })).items.map((found) => found.id)).toEqual([id]);`,
    `const changed = { ...values, ${title}: acme.kit.unique("Changed") };`,
    `await call.${many}.update({ id, version: 1, ...changed });`,
    `expect(await call.${many}.byId({ id })).toMatchObject({ ...changed, version: 2 });`,
    `const late = await refusal(call.${many}.update({ id, version: 1, ...values }));`,
    `expect(late.issues[0]).toBe(" stale");\n});\n`,
    `test("${many} are listed by ${spec.title.label.toLowerCase()}, page by page", async () => {\nconst { call, kit } = await make("initech");`,
    `for (const ${title} of ["Cedar", "Alder", "Birch"]) await call.${many}.create({ ...${wait}${one}Values(kit)${wait ? ")" : ""}, ${title} });`,
    `const page = await call.${many}.list({ limit: 2 });`,
    `expect(page.items.map((found) => found.${title})).toEqual(["Alder", "Birch"]);`,
    `const rest = await call.${many}.list({ limit: 2, cursor: page.nextCursor });`,
    `expect(rest.items.map((found) => found.${title})).toEqual(["Cedar"]);\nexpect(rest.nextCursor).toBeNull();`,
    `const newest = await call.${many}.list({ sort: "created", descending: true });`,
    `expect(newest.items.map((found) => found.${title})).toEqual(["Birch", "Alder", "Cedar"]);`,
    `const view = await call.views.create({ list: "${many}", name: "Birches", state: { search: "birch", sort: "${title}" }, shared: true });`,
    "expect(await call.views.count(view)).toEqual({ count: 1, more: false });\n});\n",
    filters.length > 0 && [
      `test("${many} are filtered", async () => {\nconst { call, kit } = acme;\nconst { id, ...values } = await make${One}(kit);`,
      ...filters.map(
        (field) =>
          `expect((await call.${many}.list({ search: values.${title}, ${field.property}: ${own(field)} })).items.map((found) => found.id)).toEqual([id]);\nexpect((await call.${many}.list({ search: values.${title}, ${field.property}: ${others[field.kind]?.(field)} })).items).toEqual([]);`,
      ),
      `const all = { ${filters.map((field) => `${field.property}: ${own(field)}`).join(", ")} };`,
      `expect((await call.${many}.list(all)).items.map((found) => found.id)).toContain(id);`,
      "});\n",
    ],
    uniques.map(
      ({ property, label }) =>
        `test("the ${label.toLowerCase()} is unique in an organisation", async () => {\nconst { id: _id, ...values } = await make${One}(acme.kit);\nconst refused = await refusal(acme.call.${many}.create(values));\nexpect(refused.issues).toContain("${property} taken");\n});\n`,
    ),
    refs.map(
      ({ property, name }) =>
        `test("the ${name} of ${a} must exist in its own organisation", async () => {\nconst { id: _id, ...values } = await make${One}(acme.kit);\nconst theirs = await make${One}(globex.kit);\nfor (const ${property} of [newId(), theirs.${property}]) {\nconst refused = await refusal(acme.call.${many}.create({ ...values, ${property} }));\nexpect(refused.issues).toContain("${property} not_found");\n}\n});\n`,
    ),
    `test("${a} is deleted by an administrator${kept ? `, and its ${kept.name} only after it` : ""}", async () => {\nconst { call, kit } = acme;`,
    `const { id${kept ? `, ${kept.property}` : ""} } = await make${One}(kit);`,
    kept
      ? `const refused = await refusal(call.${kept.target.module}.delete({ id: ${kept.property} }));\nexpect(refused.issues).toEqual([" conflict"]);`
      : undefined,
    `expect((await refusal(acme.members.viewer.call.${many}.delete({ id }))).code).toBe("FORBIDDEN");`,
    `await call.${many}.delete({ id });\nexpect((await refusal(call.${many}.byId({ id }))).code).toBe("NOT_FOUND");`,
    kept ? `await call.${kept.target.module}.delete({ id: ${kept.property} });` : undefined,
    "});\n",
    spec.importKey && importTest(spec, spec.importKey),
    spec.job && jobTest(spec),
    `test("${a} of another organisation is not found", async () => {\nconst theirs = await make${One}(globex.kit);`,
    `expect((await refusal(acme.call.${many}.byId({ id: theirs.id }))).code).toBe("NOT_FOUND");`,
    `expect((await refusal(acme.call.${many}.delete({ id: theirs.id }))).code).toBe("NOT_FOUND");`,
    `const values = ${refs.length > 0 ? "await " : ""}${one}Values(acme.kit);`,
    `expect((await refusal(acme.call.${many}.update({ ...values, id: theirs.id, version: 1 }))).code).toBe("NOT_FOUND");\n});\n`,
    `test("a viewer can read ${many}, but not change them", async () => {\nconst { id, ...values } = await make${One}(acme.kit);\nconst { call } = acme.members.viewer;`,
    `expect((await call.${many}.byId({ id })).id).toBe(id);`,
    `expect((await refusal(call.${many}.create(values))).code).toBe("FORBIDDEN");\n});`,
  );
}

/** `packages/api`: the module. */
export function api(spec: ModuleSpec): Files {
  const folder = `packages/api/src/modules/${spec.name}`;
  return {
    [`${folder}/permissions.ts`]: permissions(spec),
    ...(spec.events ? { [`${folder}/events.ts`]: events(spec) } : {}),
    [`${folder}/rules.ts`]: rules(spec),
    [`${folder}/outputs.ts`]: outputs(spec),
    [`${folder}/router.ts`]: router(spec),
    ...(spec.list ? { [`${folder}/export.ts`]: exported(spec) } : {}),
    ...(spec.importKey ? { [`${folder}/files.ts`]: importFilesOf(namesOf(spec)) } : {}),
    ...(spec.importKey || spec.job ? { [`${folder}/jobs.ts`]: jobs(spec) } : {}),
    ...(spec.job ? { [`${folder}/handlers.ts`]: handlers(namesOf(spec)) } : {}),
    [`${folder}/list.ts`]: list(spec),
    [`${folder}/service.ts`]: service(spec),
    [`${folder}/index.ts`]: index(spec),
    [`${folder}/testing.ts`]: testing(spec),
    [`${folder}/${spec.name}.test.ts`]: test(spec),
  };
}
