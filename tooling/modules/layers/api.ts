import { capital, type FieldSpec, type ModuleSpec } from "../spec.ts";
import { constraintOf, filterType } from "./base.ts";
import {
  article,
  type Files,
  filtersOf,
  imports,
  lines,
  namesOf,
  ofKind,
  refsOf,
  searchedOf,
  valuesName,
} from "./code.ts";

function permissions(spec: ModuleSpec): string {
  const { many, one } = namesOf(spec);
  return `import { resource } from "../../core/permissions.ts";

export const ${one}Permissions = resource("${many}", { read: "viewer", create: "dispatcher", update: "dispatcher" });

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    ${many}: typeof ${one}Permissions;
  }
}
`;
}

function events(spec: ModuleSpec): string {
  const { one } = namesOf(spec);
  const { property } = spec.title;
  return `import { z } from "zod";
import { defineEvent } from "../../core/index.ts";

const payload = z.object({ id: z.uuid(), ${property}: z.string() });

export const ${one}Created = defineEvent("${one}.created", {
  entity: "${one}",
  payload,
  says: ({ ${property} }) => \`created the ${one} \${${property}}\`,
});
export const ${one}Updated = defineEvent("${one}.updated", {
  entity: "${one}",
  payload,
  says: ({ ${property} }) => \`changed the ${one} \${${property}}\`,
});

/** What this module publishes. */
export const published = [${one}Created, ${one}Updated];
`;
}

/** Whether its inputs have rules beyond their form. */
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
    hasRules(spec) && imports(`@waybill/validators/${many}`, `create${One}`, `update${One}`),
    imports(
      "../../core/index.ts",
      ...(hasRules(spec) ? ["type ConstraintTable", "checked"] : []),
      refs.length > 0 && "refers",
      "type Target",
      uniques.length > 0 && "unique",
    ),
    targets
      .filter(({ exportsTarget }) => exportsTarget)
      .map(({ module, entity }) => imports(`../${module}/index.ts`, `to${capital(entity)}`)),
    `\n/** What a value refers to that names ${article(one)}. */`,
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
      `export const update${One}Input = checked(update${One}, [${ruleList(true)}]);\n`,
      `export const ${one}Constraints: ConstraintTable = {`,
      ...uniques.map(
        ({ property, column, label }) =>
          `${many}_${column}_key: { path: ["${property}"], code: "taken", entity: "${one}", message: "There is already ${article(one)} with this ${label.toLowerCase()}." },`,
      ),
      ...refs.map(
        (field) =>
          `${constraintOf(many, field)}: { path: ["${field.property}"], code: "stale", entity: "${field.target.entity}", message: "This ${field.target.entity} was just deleted. Choose another one." },`,
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
  const { many, one, One } = namesOf(spec);
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
      "byPage",
      "done",
      ...(spec.list ? ["personProcedure", "queued"] : []),
      "router",
      "tenantProcedure",
    ),
    spec.list && imports("./export.ts", `export${capital(many)}`),
    imports("./outputs.ts", one),
    hasRules(spec) && imports("./rules.ts", `create${One}Input`, `update${One}Input`),
    imports("./service.ts", `${One}Service`),
    `\nexport const ${many}Router = router({`,
    `list: tenantProcedure("${many}.read").output(byPage(${one})).input(${one}Filter).query(({ ctx, input }) => new ${One}Service(ctx).list(input)),`,
    `byId: tenantProcedure("${many}.read").output(${one}).input(byId).query(({ ctx, input }) => new ${One}Service(ctx).byId(input.id)),`,
    ["create", "update"].map(
      (action) =>
        `${action}: tenantProcedure("${many}.${action}").output(done)\n${input(action)}\n.mutation(({ ctx, input }) => new ${One}Service(ctx).${action}(input)),`,
    ),
    spec.list &&
      `export: personProcedure("${many}.read").output(queued).input(${one}Export).mutation(({ ctx, input }) => export${capital(many)}.begin(ctx, input)),`,
    "});",
  );
}

function exported(spec: ModuleSpec): string {
  const { many, Many, one, One } = namesOf(spec);
  return `import { ${one}Export } from "@waybill/validators/${many}";
import { defineExport } from "../../platform/exports/index.ts";
import { ${one}Columns, ${One}Service } from "./service.ts";

/** ${Many} as a table. */
export const export${Many} = defineExport({
  what: "${many}",
  permission: "${many}.read",
  input: ${one}Export,
  columns: ${one}Columns,
  piece: (ctx, filter, after) => new ${One}Service(ctx).piece(filter, after, 1000),
});
`;
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
  const searched = searchedOf(spec).map(({ property }) => `ilike(${many}.${property}, contains(search))`);
  const filters = filtersOf(spec).map(({ property, kind }) =>
    kind === "boolean"
      ? `${property} === undefined ? undefined : eq(${many}.${property}, ${property})`
      : `${property} ? eq(${many}.${property}, ${property}) : undefined`,
  );
  // A name is there while its thing is; what the left join says less of, the foreign key knows.
  const joined = refs.map(({ name, target, optional }) =>
    optional
      ? `${name}Name: ${aliasOf({ name })}.${target.title}`
      : `${name}Name: sql<string>\`\${${aliasOf({ name })}.${target.title}}\``,
  );
  const columns = refs.length > 0 ? "shown" : "columns";
  const booleans = ofKind(spec, "boolean");
  const exportedFields = spec.fields.map(({ name, property, target }) => (target ? `${name}Name` : property));
  const order = `.orderBy(asc(${many}.${title}), asc(${many}.id))`;
  return lines(
    targets.map((target) => imports(`@waybill/db/${target}`, target)),
    imports(`@waybill/db/${many}`, many),
    `import type { create${One}, ${spec.list ? `${One}Export, ` : ""}${One}Filter, update${One} } from "@waybill/validators/${many}";`,
    imports(
      "drizzle-orm",
      refs.length > 0 && "and",
      "asc",
      "eq",
      spec.list && "gt",
      "ilike",
      "inArray",
      searched.length > 1 && "or",
      "sql",
    ),
    refs.length > 0 && imports("drizzle-orm/pg-core", "alias"),
    'import type { z } from "zod";',
    imports(
      "../../core/index.ts",
      spec.events && "changed",
      "contains",
      "countUpTo",
      "found",
      "pageOf",
      "pageWindow",
      "type TenantContext",
    ),
    imports("../../platform/stale/index.ts", "staleSince"),
    spec.events && imports("./events.ts", `${one}Created`, `${one}Updated`),
    `\ntype Create${One} = z.output<typeof create${One}>;\ntype Update${One} = z.output<typeof update${One}>;\n`,
    refs.map(({ name, target }) => `const ${aliasOf({ name })} = alias(${target.module}, "${name}_row");`),
    `\nconst columns = {\nid: ${many}.id,`,
    spec.fields.map(({ property }) => `${property}: ${many}.${property},`),
    `version: ${many}.version,\ncreatedAt: ${many}.createdAt,\nupdatedAt: ${many}.updatedAt,\n};\n`,
    refs.length > 0 &&
      `/** With the names of what ${article(one)} refers to. */\nconst shown = { ...columns, ${joined.join(", ")} };\n`,
    spec.list &&
      `/** What an export writes. */\nexport const ${one}Columns = ${JSON.stringify(exportedFields)} as const satisfies (keyof typeof ${columns})[];\n`,
    `const matching = ({ ${["search", ...filtersOf(spec).map(({ property }) => property)].join(", ")} }: ${filterType(One, spec)}) => [`,
    filters.map((filter) => `${filter},`),
    `search ? ${searched.length > 1 ? `or(${searched.join(", ")})` : searched[0]} : undefined,\n];\n`,
    `/** Reads and writes ${many}. */\nexport class ${One}Service {`,
    `readonly #ctx: TenantContext;\n\nconstructor(ctx: TenantContext) {\nthis.#ctx = ctx;\n}\n`,
    `/** ${Many} by page, by ${spec.title.label.toLowerCase()}. */\nasync list(filter: ${One}Filter) {`,
    `const { db, own } = this.#ctx;\nconst where = own(${many}, ...matching(filter));\nconst { limit, offset } = pageWindow(filter);`,
    "// The rows before the page are counted off in the index alone.",
    `const page = db.select({ id: ${many}.id }).from(${many}).where(where);`,
    "const [rows, counted] = await Promise.all([",
    `db.select(${columns}).from(${many})${joins}.where(own(${many}, inArray(${many}.id, page${order}.limit(limit).offset(offset))))${order},`,
    `countUpTo(this.#ctx, ${many}, where),\n]);\nreturn pageOf(filter, rows, counted);\n}\n`,
    spec.list && [
      `/** ${Many} in the order of their ids, a piece at a time, for an export. @param after the last id of the piece before */`,
      `async piece(filter: ${One}Export, after: string | null, limit: number) {\nconst { db, own } = this.#ctx;`,
      `const rows = await db.select(${columns}).from(${many})${joins}.where(own(${many}, ...matching(filter), after === null ? undefined : gt(${many}.id, after))).orderBy(asc(${many}.id)).limit(limit);`,
      booleans.length > 0
        ? `const cells = rows.map((row) => ({ ...row, ${booleans.map(({ property }) => `${property}: row.${property} ? "yes" : "no"`).join(", ")} }));\nreturn { rows: cells, next: rows.length === limit ? (rows.at(-1)?.id ?? null) : null };\n}\n`
        : "return { rows, next: rows.length === limit ? (rows.at(-1)?.id ?? null) : null };\n}\n",
    ],
    `/** One ${one}. @throws NOT_FOUND */\nasync byId(id: string) {`,
    `return found(await this.#ctx.db.select(${columns}).from(${many})${joins}.where(this.#own(id)), "${one}");\n}\n`,
    `async create(input: Create${One}): Promise<{ id: string }> {\nconst { db, ${spec.events ? "hub, " : ""}tenant } = this.#ctx;`,
    `const rows = await db.insert(${many}).values({ tenantId: tenant.id, ...input }).returning({ id: ${many}.id });`,
    spec.events
      ? `const ${one} = found(rows, "${one}");\nawait hub.publish(${one}Created, { ...${one}, ${title}: input.${title} }, { after: input });\nreturn ${one};\n}\n`
      : `return found(rows, "${one}");\n}\n`,
    `/** Changes ${article(one)}. @throws the stale issue where somebody else changed it since \`version\` */`,
    `async update({ id, version, ...values }: Update${One}): Promise<{ id: string }> {\nconst { db${spec.events ? ", hub" : ""} } = this.#ctx;`,
    `const before = found(await db.select(columns).from(${many}).where(this.#own(id)).for("no key update"), "${one}");`,
    `if (before.version !== version) throw await staleSince(this.#ctx, "${one}", id, version);`,
    "const after = { ...values, version: version + 1 };",
    `await db.update(${many}).set({ ...after, updatedAt: sql\`now()\` }).where(this.#own(id));`,
    spec.events && `await hub.publish(${one}Updated, { id, ${title}: values.${title} }, changed(before, after));`,
    "return { id };\n}\n",
    `#own(id: string) {\nreturn this.#ctx.own(${many}, eq(${many}.id, id));\n}\n}`,
  );
}

function index(spec: ModuleSpec): string {
  const { many, one, Many } = namesOf(spec);
  return lines(
    imports("../../core/index.ts", "defineModule"),
    spec.events && imports("./events.ts", "published"),
    spec.list && imports("./export.ts", `export${Many}`),
    imports("./permissions.ts", `${one}Permissions`),
    imports("./router.ts", `${many}Router`),
    imports("./rules.ts", hasRules(spec) && `${one}Constraints`, `to${capital(one)}`),
    `\n/** ${Many}. */\nexport const ${many}Module = defineModule({`,
    spec.needs.length > 0 && `needs: ${JSON.stringify(spec.needs)},`,
    `router: ${many}Router,\nresources: [${one}Permissions],`,
    spec.events && "events: published,",
    `entities: [to${capital(one)}],`,
    spec.list && `jobs: [export${Many}.job],\nfiles: [export${Many}.file],`,
    hasRules(spec) && `constraints: ${one}Constraints,`,
    "});",
  );
}

/** A value that fits a field, as code. @param word code of the text of a text @param id code of the id of what it refers to */
function sampleOf(field: FieldSpec, word: string, id: string): string {
  const values: Record<FieldSpec["kind"], string> = {
    ...{ text: word, longtext: word, int: "7", date: '"2026-11-24"', boolean: "true", ref: id },
    enum: `"${field.values[0]}"`,
  };
  return values[field.kind];
}

function testing(spec: ModuleSpec): string {
  const { many, one, One, a } = namesOf(spec);
  const refs = refsOf(spec);
  const targets = [...new Map(refs.map(({ target }) => [target.module, target])).values()];
  const fresh = (field: FieldSpec) =>
    sampleOf(field, `kit.fresh("${field.label}")`, `(await make${capital(field.target?.entity ?? "")}(kit)).id`) +
    (field.kind === "enum" ? " as const" : "");
  const furnished = (field: FieldSpec) => {
    const word = field.unique ? "word" : field === spec.title ? `\`\${word} ${one}, \${fitting}\`` : "word";
    return sampleOf(field, word, `ids.${field.target?.entity} ?? ""`);
  };
  const kinds = refs.filter(({ name, target }) => name !== target.entity);
  return lines(
    imports("../../testing/kit.ts", "defineTesting", "type Kit", "one"),
    !spec.title.unique && imports("../../testing/samples.ts", "fitting"),
    targets.map(({ module, entity }) => imports(`../${module}/testing.ts`, `make${capital(entity)}`)),
    `\n/** The values of ${a} that nothing else has. */`,
    `export ${refs.length > 0 ? "async " : ""}function ${one}Values(kit: Kit) {\nreturn { ${spec.fields.map((field) => `${field.property}: ${fresh(field)}`).join(", ")} };\n}\n`,
    `/** Makes ${a}. */\nexport async function make${One}(kit: Kit) {`,
    `const values = ${refs.length > 0 ? "await " : ""}${one}Values(kit);\nreturn { ...(await kit.call.${many}.create(values)), ...values };\n}\n`,
    "export const testing = defineTesting({",
    `async furnish({ call }, word${refs.length > 0 ? ", ids" : ""}) {`,
    `const { id } = await call.${many}.create({ ${spec.fields.map((field) => `${field.property}: ${furnished(field)}`).join(", ")} });`,
    `return { ${one}: id };\n},`,
    `present: ({ ${one} = "" }) => ({ entity: "${one}", entityId: ${one} }),`,
    kinds.length > 0 &&
      `kinds: { ${kinds.map(({ property, target }) => `${property}: "${target.entity}"`).join(", ")} },`,
    "inputs: (kit) => ({",
    `"${many}.byId": () => one(make${One}(kit)),`,
    `"${many}.create": () => ${one}Values(kit),`,
    spec.list && `"${many}.export": () => ({}),`,
    `"${many}.list": () => ({}),`,
    `"${many}.update": async () => ({ ...(await make${One}(kit)), ${spec.title.property}: kit.fresh("Changed"), version: 1 }),`,
    "}),\n});",
  );
}

function test(spec: ModuleSpec): string {
  const { many, one, One, a } = namesOf(spec);
  const { property: title } = spec.title;
  const refs = refsOf(spec);
  const uniques = spec.fields.filter(({ unique }) => unique);
  const filters = filtersOf(spec);
  const wait = refs.length > 0 ? "(await " : "";
  const other = (field: FieldSpec) => (field.kind === "boolean" ? "false" : `"${field.values[1]}"`);
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
    `test("${a} is made, found by a search, and changed", async () => {`,
    `const { id, ...values } = await make${One}(acme.kit);\nconst { call } = acme;`,
    `expect(await call.${many}.byId({ id })).toMatchObject({ ...values, version: 1 });`,
    `expect((await call.${many}.list({ search: values.${title} })).items.map((found) => found.id)).toEqual([id]);`,
    `const changed = { ...values, ${title}: acme.kit.fresh("Changed") };`,
    `await call.${many}.update({ id, version: 1, ...changed });`,
    `expect(await call.${many}.byId({ id })).toMatchObject({ ...changed, version: 2 });`,
    `const late = await refusal(call.${many}.update({ id, version: 1, ...values }));`,
    `expect(late.issues[0]).toBe(" stale");\n});\n`,
    `test("${many} are listed by ${spec.title.label.toLowerCase()}, page by page", async () => {\nconst { call, kit } = await make("initech");`,
    `for (const ${title} of ["Cedar", "Alder", "Birch"]) await call.${many}.create({ ...${wait}${one}Values(kit)${wait ? ")" : ""}, ${title} });`,
    `const page = await call.${many}.list({ page: 1, pageSize: 2 });`,
    `expect(page).toMatchObject({ page: 1, pageCount: 2, total: 3 });`,
    `expect(page.items.map((found) => found.${title})).toEqual(["Alder", "Birch"]);`,
    `expect((await call.${many}.list({ page: 2, pageSize: 2 })).items.map((found) => found.${title})).toEqual(["Cedar"]);\n});\n`,
    filters.length > 0 && [
      `test("${many} are filtered", async () => {\nconst { call, kit } = acme;\nconst { id, ...values } = await make${One}(kit);`,
      ...filters.map(
        (field) =>
          `expect((await call.${many}.list({ search: values.${title}, ${field.property}: values.${field.property} })).items.map((found) => found.id)).toEqual([id]);\nexpect((await call.${many}.list({ search: values.${title}, ${field.property}: ${other(field)} })).total).toBe(0);`,
      ),
      "});\n",
    ],
    uniques.map(
      ({ property, label }) =>
        `test("no two of an organisation have the same ${label.toLowerCase()}", async () => {\nconst { id: _id, ...values } = await make${One}(acme.kit);\nconst refused = await refusal(acme.call.${many}.create(values));\nexpect(refused.issues).toContain("${property} taken");\n});\n`,
    ),
    refs.map(
      ({ property, name }) =>
        `test("${a} refers to ${article(name)} that there is, of its own organisation", async () => {\nconst { id: _id, ...values } = await make${One}(acme.kit);\nconst theirs = await make${One}(globex.kit);\nfor (const ${property} of [newId(), theirs.${property}]) {\nconst refused = await refusal(acme.call.${many}.create({ ...values, ${property} }));\nexpect(refused.issues).toContain("${property} not_found");\n}\n});\n`,
    ),
    `test("another organisation's ${one} is not there", async () => {\nconst theirs = await make${One}(globex.kit);`,
    `expect((await refusal(acme.call.${many}.byId({ id: theirs.id }))).code).toBe("NOT_FOUND");`,
    `const values = ${refs.length > 0 ? "await " : ""}${one}Values(acme.kit);`,
    `expect((await refusal(acme.call.${many}.update({ ...values, id: theirs.id, version: 1 }))).code).toBe("NOT_FOUND");\n});\n`,
    `test("who may read ${many} may not change them", async () => {\nconst { id, ...values } = await make${One}(acme.kit);\nconst { call } = acme.members.viewer;`,
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
    [`${folder}/service.ts`]: service(spec),
    [`${folder}/index.ts`]: index(spec),
    [`${folder}/testing.ts`]: testing(spec),
    [`${folder}/${spec.name}.test.ts`]: test(spec),
  };
}
