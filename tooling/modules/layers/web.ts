import { capital, type FieldSpec, type ModuleSpec } from "../spec.ts";
import { importedOf } from "./base.ts";
import {
  article,
  type Files,
  filtersOf,
  imports,
  lines,
  type Names,
  namesOf,
  ofKind,
  type RefField,
  refsOf,
  sortsOf,
  valuesName,
} from "./code.ts";
import { texts } from "./texts.ts";

function manifest(spec: ModuleSpec, order: number): string {
  const { many, Many, one } = namesOf(spec);
  const icons = spec.importKey ? "FileUpIcon, LayersIcon, PlusIcon" : "LayersIcon, PlusIcon";
  const imported = spec.importKey
    ? `\n{ order: ${order + 1}, label: "${many}.import", path: "/${many}/import", icon: FileUpIcon, permission: "${many}.import" },`
    : "";
  return `import { ${icons} } from "lucide-react";
import { defineWebModule } from "@/manifests/web-module.ts";
import { ${one}UrlKeys } from "./query-inputs.ts";

/** ${Many}. */
export const ${many}Module = defineWebModule({
  name: "${many}",
  about: "${many}.about",
  navigation: [
    {
      ...{ group: "desk", order: ${order}, label: "${many}.title", path: "/${many}", icon: LayersIcon },
      permission: "${many}.read",
      list: { name: "${many}", urlKeys: ${one}UrlKeys },
    },
  ],
  commands: [{ order: ${order}, label: "${many}.new", path: "/${many}/new", icon: PlusIcon, permission: "${many}.create" },${imported}],
  entities: { ${one}: { page: "/${many}" } },
});
`;
}

/** The page of an import. */
function importPage(spec: ModuleSpec, key: FieldSpec): string {
  const { many, Many, one } = namesOf(spec);
  const samples: Partial<Record<FieldSpec["kind"], string>> = {
    ...{ int: "7", date: "2026-11-24", boolean: "yes", email: "ada@example.test", money: "59.00", currency: "EUR" },
  };
  const needed = importedOf(spec).filter(({ optional }) => !optional);
  const cells = needed.map((field) => (field.unique ? "A-1" : (field.values[0] ?? samples[field.kind] ?? "Birch")));
  const columns = [true, false].flatMap((required) => {
    const names = importedOf(spec).filter(({ optional }) => optional !== required);
    return names.length > 0
      ? [
          `...(${JSON.stringify(names.map(({ property }) => property))} as const).map((name) => ({ name, required: ${required} })),`,
        ]
      : [];
  });
  return `"use client";

import { useTranslations } from "next-intl";
import { ImportPage } from "@/platform/imports/import-page.tsx";
import { useAction } from "@/trpc/use-action.ts";
import { useTRPC } from "@/trpc/client.tsx";

const columns = [
${columns.join("\n")}
];

/** Imports ${many} from a file: a row with an existing ${key.label.toLowerCase()} updates its ${one}. */
export function Import${Many}() {
  const t = useTranslations("${many}");
  const labels = useTranslations("${many}.fields");
  const about = useTranslations("${many}.importing");
  const fields = columns.map(({ name, required }) => ({ name, required, label: labels(name), about: about(name) }));
  const { run } = useAction(useTRPC().${many}.import.mutationOptions());
  return (
    <ImportPage
      title={t("import")}
      list={{ label: t("title"), path: "/${many}" }}
      fields={fields}
      example={"${needed.map(({ property }) => property).join(",")}\\n${cells.join(",")}"}
      kind="${many}.import"
      run={async (request) => (await run(request))?.jobId ?? null}
    />
  );
}
`;
}

function listState(spec: ModuleSpec): string {
  const { many, one, One } = namesOf(spec);
  return lines(
    imports(`@waybill/validators/${many}`, spec.list && `type ${One}Filter`, `${one}Listing`),
    'import { listState, type StateOf } from "@/lists/list-state.ts";',
    imports("./query-inputs.ts", `${one}UrlKeys`),
    "\n/** The state of the list in its URL. */",
    `export const ${one}ListState = listState(${one}Listing, ${one}UrlKeys);`,
    `export type ${One}ListState = StateOf<typeof ${one}ListState.schema.shape>;`,
    "\n/** The input of the list's query. */",
    `export const ${one}ListInput = (state: ${One}ListState) => ({ ...state, limit: 50 });`,
    "\n/** The filters of the list without its order. */",
    spec.list
      ? `export function ${many}OfList({ sort: _sort, descending: _descending, ...filters }: ${One}ListState): Omit<${One}Filter, "cursor" | "limit" | "sort" | "descending"> {\nreturn filters;\n}`
      : `export const ${many}OfList = ({ sort: _sort, descending: _descending, ...filters }: ${One}ListState) => filters;`,
  );
}

const queryInputs = ({ one }: Names) => `/** The names of filters in the list's URL. */
export const ${one}UrlKeys = { search: "q", descending: "down" } as const;
`;

/** The import of a reference's input. */
const selectImport = (field: RefField) =>
  field.target.exportsSelect
    ? imports(`@/modules/${field.target.module}/parts.ts`, selectOf(field))
    : imports(`./${field.target.entity}-select.tsx`, selectOf(field));

/** The filters of the list. */
function listFilters(spec: ModuleSpec): string {
  const { many, one, One } = namesOf(spec);
  const filters = filtersOf(spec);
  const refs = refsOf(spec);
  const filterOf = (field: FieldSpec) => {
    const { property, kind, name } = field;
    const head = `name: "${property}", label: t("fields.${property}"),`;
    if (kind === "enum") {
      const values = valuesName(one, field);
      return `{ ${head} kind: "choices", value: state.${property},
        options: ${values}.map((value) => ({ value, label: t(\`values.${property}.\${value}\`) })),
        onChange: (chosen) => set({ ${property}: ${values}.filter((known) => chosen.includes(known)) }) },`;
    }
    if (kind === "boolean") {
      return `{ ${head} kind: "one", value: state.${property} === undefined ? undefined : state.${property} ? "yes" : "no",
        options: [{ value: "yes", label: t("yes") }, { value: "no", label: t("no") }],
        onChange: (value) => set({ ${property}: value === undefined ? undefined : value === "yes" }) },`;
    }
    return `{ ${head} kind: "record", value: state.${property}, text: rows?.[0]?.${name}Name ?? "…",
        input: (wiring) => <${selectOf(field as RefField)} {...wiring} value={state.${property} ?? null} onChange={(id) => set({ ${property}: id ?? undefined })} clearable />,
        onChange: () => set({ ${property}: undefined }) },`;
  };
  const selects = [...new Map(refs.map((field) => [field.target.module, field])).values()];
  return lines(
    imports(
      `@waybill/validators/${many}`,
      ...filters.filter(({ kind }) => kind === "enum").map((field) => valuesName(one, field)),
    ),
    imports("next-intl", "useTranslations"),
    'import type { ListFilter } from "@/lists/list-filter.ts";',
    selects.map(selectImport),
    `import type { ${One}ListState } from "./${one}-list.ts";`,
    `\n/** The filters of the list${refs.length > 0 ? ". The names of selected records are in `rows`" : ""}. */`,
    `export function use${One}Filters(state: ${One}ListState, set: (changes: ${One}ListState) => void${
      refs.length > 0
        ? `, rows: readonly { ${refs.map(({ name, optional }) => `${name}Name: string${optional ? " | null" : ""}`).join("; ")} }[] | undefined`
        : ""
    }): ListFilter[] {`,
    `const t = useTranslations("${many}");\nreturn [`,
    filters.map(filterOf),
    "];\n}",
  );
}

/** Whether a field is displayed separately: a currency is displayed with each amount. */
const isShown = ({ fields }: ModuleSpec, { kind }: FieldSpec): boolean =>
  kind !== "currency" || fields.every((field) => field.kind !== "money");

/** The expression that displays a field. @param row the variable with the record */
function shown({ fields }: ModuleSpec, field: FieldSpec, row: string): string {
  const currency = fields.find(({ kind }) => kind === "currency")?.property ?? "";
  const value = `${row}.${field.target ? `${field.name}Name` : field.property}`;
  if (field.kind === "boolean") return `t(${value} ? "yes" : "no")`;
  if (field.kind === "money") {
    const money = `formatMoney(${value}, ${row}.${currency})`;
    return field.optional ? `${value} === null ? null : ${money}` : money;
  }
  if (field.kind === "enum") {
    const text = `t(\`values.${field.property}.\${${value}}\`)`;
    return field.optional ? `${value} && ${text}` : text;
  }
  return value;
}

function listPage(spec: ModuleSpec): string {
  const { many, Many, one, One } = namesOf(spec);
  const filters = filtersOf(spec);
  const rest = spec.fields
    .filter((field) => field !== spec.title && field.kind !== "longtext" && isShown(spec, field))
    .slice(0, 5);
  const from = ["sm", "md", "md", "lg", "lg"];
  const columns = [spec.title, ...rest].map((field, at) => {
    const meta = [
      field.kind === "int" || field.kind === "money" ? "numeric: true" : "",
      at > 0 ? `from: "${from[at - 1]}"` : "",
      sortsOf(spec).includes(field) ? `sort: "${field.property}"` : "",
    ]
      .filter(Boolean)
      .join(", ");
    const cell = shown(spec, field, "original");
    const text = at === 0 ? `<span className="line-clamp-2 min-w-32">{${cell}}</span>` : cell;
    return `{ id: "${field.property}", header: t("fields.${field.property}"), ${meta ? `meta: { ${meta} }, ` : ""}cell: ({ row: { original } }) => ${text} },`;
  });
  const sorts = sortsOf(spec);
  const usual = spec.title.property;
  const orders = [
    ...sorts.flatMap(({ property }) => [
      ...(property === usual ? [] : [`${property}: "${property}",`]),
      `${property}Down: "${property} down",`,
    ]),
    'createdDown: "created down",\ncreated: "created",',
  ];
  const named = refsOf(spec).length > 0 && filters.length > 0;
  const create = `<GuardedButton permission="${many}.create" variant="primary" asChild>
      <Link href={\`\${base}/new\`}><PlusIcon /> {t("new")}</Link>
    </GuardedButton>`;
  const money = rest.some(({ kind }) => kind === "money");
  const upload = spec.importKey
    ? `<GuardedButton permission="${many}.import" asChild>
        <Link href={\`\${base}/import\`}><UploadIcon /> {t("list.import")}</Link>
      </GuardedButton>`
    : "";
  return lines(
    '"use client";\n',
    imports("@tanstack/react-query", "keepPreviousData", "useInfiniteQuery"),
    'import type { ColumnDef } from "@tanstack/react-table";\nimport type { RouterOutputs } from "@waybill/api";',
    imports(`@waybill/validators/${many}`, `type ${One}Sort`, `${one}Sorts`),
    imports("lucide-react", "LayersIcon", "PlusIcon", spec.importKey && "UploadIcon"),
    !spec.list && 'import Link from "next/link";',
    'import { useTranslations } from "next-intl";\nimport { useMemo } from "react";',
    imports("@/lists/data-table.tsx", "DataTable"),
    spec.list && imports("@/lists/list-actions.tsx", "ListActions"),
    imports("@/lists/list-body.tsx", "ListBody"),
    filters.length > 0 && imports("@/lists/list-filters.tsx", "ListFilters"),
    imports("@/lists/list-tools.tsx", "SearchInput"),
    imports("@/lists/more-button.tsx", "MoreButton"),
    imports("@/components/page.tsx", "Page"),
    imports("@/components/states.tsx", "EmptyState"),
    imports("@/lists/order-select.tsx", "type Order", "OrderSelect"),
    !spec.list && imports("@/components/guarded-button.tsx", "GuardedButton"),
    imports("@/lists/cursor.ts", "byCursor"),
    spec.list && imports("@/trpc/use-action.ts", "useAction"),
    imports("@/formats/use-formats.ts", "useFormats"),
    imports("@/lists/use-full-page.ts", "useFullPage"),
    imports("@/lists/use-list-state.ts", "useListState"),
    imports("@/platform/views/view-menu.tsx", "ObsoleteFilters", "ViewMenu"),
    imports("@/trpc/client.tsx", "useTenant", "useTRPC"),
    imports(`./${one}-list.ts`, `type ${One}ListState`, `${one}ListInput`, `${one}ListState`, `${many}OfList`),
    filters.length > 0 && imports(`./use-${one}-filters.tsx`, `use${One}Filters`),
    `\ntype ${One} = RouterOutputs["${many}"]["list"]["items"][number];\n\nfunction useColumns() {\nconst t = useTranslations("${many}");`,
    money && "const { formatMoney } = useFormats();",
    `return useMemo<ColumnDef<${One}>[]>(() => [`,
    columns,
    `], [t${money ? ", formatMoney" : ""}]);\n}`,
    `\n/** The orders of the list. */\nconst orders = {\nusual: "",`,
    orders,
    `} as const satisfies Record<string, Order<${One}Sort>>;\n\nconst orderNames = Object.keys(orders) as (keyof typeof orders)[];`,
    `\n/** The state of the list without filters. */\nconst noFilters: ${One}ListState = Object.fromEntries(Object.keys(${one}ListState.schema.shape).map((name) => [name, undefined]));`,
    `\n/** The list of ${many}. */\nexport function ${Many}Page() {\nconst t = useTranslations("${many}");\nconst columns = useColumns();\nconst { formatCount } = useFormats();\nconst trpc = useTRPC();\nconst tenant = useTenant();\nconst [list, setList] = useListState(${one}ListState);`,
    `const query = useInfiniteQuery(trpc.${many}.list.infiniteQueryOptions(${one}ListInput(list), { ...byCursor, placeholderData: keepPreviousData }));`,
    "useFullPage(query, 50);\nconst rows = query.data?.pages.flatMap((page) => page.items);",
    filters.length > 0 && `const filters = use${One}Filters(list, setList${named ? ", rows" : ""});`,
    `const shown = rows && \`\${formatCount(rows.length)}\${query.hasNextPage ? "+" : ""}\`;`,
    `const base = \`/t/\${tenant}/${many}\`;`,
    spec.list && `const { run: runExport } = useAction(trpc.${many}.export.mutationOptions());`,
    spec.list
      ? `const actions = (
      <ListActions runExport={(format) => runExport({ ...${many}OfList(list), format })}
        imports={[${spec.importKey ? `{ permission: "${many}.import", href: \`\${base}/import\`, icon: <UploadIcon />, label: t("list.import") }` : ""}]}
        create={{ permission: "${many}.create", href: \`\${base}/new\`, icon: <PlusIcon />, label: t("new") }}
      />);`
      : `const actions = (${upload ? `<>${upload}${create}</>` : create});`,
    `const order = (
      <OrderSelect label={t("list.sortBy")} orders={orderNames.map((name) => ({ order: orders[name], text: t(\`sorts.\${name}\`) }))}
        way="down" sort={list.sort} turned={list.descending}
        onChange={(by, descending) => setList({ sort: ${one}Sorts.find((known) => known === by), descending })}
      />
    );`,
    `return (
    <Page title={t("title")} count={shown ?? null} actions={actions} wide>
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput value={list.search ?? ""} onChange={(search) => setList({ search })} placeholder={t("list.search")} />
        ${filters.length > 0 ? "<ListFilters filters={filters}>" : ""}
        {order}
        <ViewMenu list="${many}" state={list} />
        ${filters.length > 0 ? "</ListFilters>" : ""}
      </div>
      <ObsoleteFilters list="${many}" />
      <ListBody query={query} count={rows?.length} filtered={Object.keys(${many}OfList(list)).length > 0} onClear={() => setList(noFilters)}
        empty={
          <EmptyState icon={<LayersIcon />} title={t("none.title")} actions={actions}>
            {t("none.about")}
          </EmptyState>
        }
      >
        <DataTable label={t("title")} name="${many}" columns={columns} rows={rows} href={(${one}) => \`\${base}/\${${one}.id}\`}
          sort={{ by: list.sort ?? "${usual}", descending: list.descending ?? false }}
          onSort={(by) => setList({
            sort: ${one}Sorts.find((known) => known === by),
            descending: (list.sort ?? "${usual}") === by && !list.descending ? true : undefined,
          })}
        />
      </ListBody>
      <MoreButton query={query} />
    </Page>
  );
}`,
  );
}

/** The component that selects a reference. */
const selectOf = ({ target }: RefField) => `${capital(target.entity)}Select`;

function inputOf(one: string, field: FieldSpec, first: boolean, keeps: boolean): string {
  const text = `t("fields.${field.property}")`;
  const label = `field={field} label={${field.optional ? `t("form.optional", { label: ${text} })` : text}}`;
  const focus = first ? " autoFocus" : "";
  switch (field.kind) {
    case "text":
      return `<TextField ${label} autoComplete="off"${field.unique ? " spellCheck={false}" : ""}${focus} />`;
    case "longtext":
      return `<TextareaField ${label}${focus} />`;
    case "email":
      return `<TextField ${label} type="email" autoComplete="off"${focus} />`;
    case "money":
      return `<CustomField ${label} className="sm:col-span-4">
        {(input) => <MoneyInput {...input} currency={currency} />}
      </CustomField>`;
    case "currency":
      return `<SelectField ${label} className="sm:col-span-2"${keeps ? " onEdit={keepAmounts}" : ""}>
        {currencyCodes.map((code) => (<option key={code}>{code}</option>))}
      </SelectField>`;
    case "int":
      return `<NumberField ${label} className="sm:col-span-3"${focus} />`;
    case "boolean":
      return `<CheckboxField ${label} />`;
    case "date":
      return `<CustomField ${label} className="sm:col-span-3">
        {({ value, onChange, ...input }) => (
          <Input {...input} type="date" value={value ?? ""} onChange={({ target }) => onChange(target.value || ${field.optional ? "null" : "undefined"})} />
        )}
      </CustomField>`;
    case "enum":
      return `<CustomField ${label} className="sm:col-span-3">
        {({ value, onChange, ...input }) => (
          <Select {...input} value={value ?? ""} onChange={({ target }) => onChange(${valuesName(one, field)}.find((each) => each === target.value) ?? null)}>
            ${field.optional ? '<option value="">{t("form.none")}</option>' : ""}
            {${valuesName(one, field)}.map((each) => (<option key={each} value={each}>{t(\`values.${field.property}.\${each}\`)}</option>))}
          </Select>
        )}
      </CustomField>`;
    case "ref":
      return `<CustomField ${label}>
        {(input) => <${selectOf(field as RefField)} {...input}${field.optional ? " clearable" : ""} />}
      </CustomField>`;
  }
}

/** The form's reaction to another currency. */
const keepAmounts = (currency: string, amounts: readonly FieldSpec[]) => `
  const currency = form.watch("${currency}") ?? "";
  /** Keeps the amounts: 99.00 EUR become 99 JPY. An amount with more decimal places than the new currency is cleared. */
  const keepAmounts = (next: string) => {
    for (const name of ${JSON.stringify(amounts.map(({ property }) => property))} as const) {
      const amount = form.value(name);
      if (typeof amount === "number" && currency && next !== currency) form.set(name, sameAmount(amount, currency, next));
    }
  };`;

/** The initial value of a field in the form of a new record. */
function emptyOf(field: FieldSpec): string | null {
  if (field.kind === "boolean") return "false";
  if (field.kind === "currency") return '"EUR"';
  if (field.kind === "enum" && !field.optional) return `"${field.values[0]}"`;
  if (field.optional && field.kind !== "text" && field.kind !== "longtext" && field.kind !== "email") return "null";
  if (field.kind === "int" || field.kind === "money" || field.kind === "date") return null;
  return '""';
}

function form(spec: ModuleSpec): string {
  const { many, one, One, a } = namesOf(spec);
  const enums = ofKind(spec, "enum");
  const refs = [...new Map(refsOf(spec).map((field) => [field.target.module, field])).values()];
  const names = spec.fields.map(({ property }) => property);
  const amounts = ofKind(spec, "money");
  const currency = ofKind(spec, "currency")[0]?.property;
  const has = (...kinds: FieldSpec["kind"][]) => ofKind(spec, ...kinds).length > 0;
  return lines(
    '"use client";\n',
    imports("@tanstack/react-query", "useQueryClient"),
    'import type { RouterOutputs } from "@waybill/api";',
    imports("@waybill/validators", currency && "currencyCodes", currency && amounts.length > 0 && "sameAmount"),
    imports(
      `@waybill/validators/${many}`,
      `create${One}`,
      ...enums.map((field) => valuesName(one, field)),
      `update${One}`,
    ),
    imports("next/navigation", "useRouter"),
    'import { useTranslations } from "next-intl";\nimport type { ReactNode } from "react";',
    'import type { z } from "zod";',
    imports("@/components/ui/input.tsx", has("date") && "Input", has("enum") && "Select"),
    imports("@/forms/concurrent-changes.tsx", "ConcurrentChanges"),
    imports(
      "@/forms/fields.tsx",
      has("boolean") && "CheckboxField",
      has("date", "enum", "ref", "money") && "CustomField",
      "Form",
      "FormActions",
      has("money") && "MoneyInput",
      has("int") && "NumberField",
      has("currency") && "SelectField",
      has("longtext") && "TextareaField",
      "TextField",
    ),
    'import type { ZodForm } from "@/forms/form.ts";\nimport type { FormValues } from "@/forms/types.ts";',
    imports("@/forms/use-zod-form.ts", "useZodForm"),
    imports("@/live/invalidate.ts", "invalidateEntity"),
    imports("@/components/toast.ts", "toast"),
    refs.map(selectImport),
    imports("@/trpc/client.tsx", "useTenant", "useTRPC"),
    `\nexport type ${One} = RouterOutputs["${many}"]["byId"];\ntype Values = FormValues<z.input<typeof create${One}>>;\n`,
    `/** The form that creates or edits ${a}. */
function ${One}Form({ form, intro, submit, onCancel }: { form: ZodForm<Values>; intro?: ReactNode; submit: string; onCancel: () => void }) {
  const t = useTranslations("${many}");${currency && amounts.length > 0 ? keepAmounts(currency, amounts) : ""}
  return (
    <Form form={form} intro={intro} inputs={{`,
    spec.fields.map(
      (field, at) => `${field.property}: (field) => (${inputOf(one, field, at === 0, amounts.length > 0)}),`,
    ),
    `}}>
      <FormActions pending={form.pending} submit={submit} onCancel={onCancel} />
    </Form>
  );
}

/** Creates ${a}, and opens its page. */
export function New${One}() {
  const t = useTranslations("${many}");
  const router = useRouter();
  const queryClient = useQueryClient();
  const base = \`/t/\${useTenant()}/${many}\`;
  const form = useZodForm({
    schema: create${One},
    defaultValues: { ${spec.fields.flatMap((field) => (emptyOf(field) === null ? [] : [`${field.property}: ${emptyOf(field)}`])).join(", ")} },
    mutation: useTRPC().${many}.create.mutationOptions(),
    onSaved: async ({ id }, values) => {
      await invalidateEntity(queryClient, "${one}");
      toast.success(t("created", { name: values.${spec.title.property} }));
      router.push(\`\${base}/\${id}\`);
    },
  });
  return <${One}Form form={form} submit={t("form.create")} onCancel={() => router.push(base)} />;
}

/** The form's values of ${a}. */
const valuesOf = ({ ${["id", "version", ...names].join(", ")} }: ${One}) => ({ ${["id", "version", ...names].join(", ")} });

/** The labels of the fields. */
function useLabels() {
  const t = useTranslations("${many}.fields");
  return { ${spec.fields.map(({ property }) => `${property}: t("${property}")`).join(", ")} };
}

/**
 * Edits ${a}.
 *
 * @param ${one} its state when the form was opened.
 * @param now its current state.
 */
export function Edit${One}Form({ ${one}, now, onDone }: { ${one}: ${One}; now: ${One}; onDone: () => void }) {
  const t = useTranslations("${many}");
  const common = useTranslations("common");
  const queryClient = useQueryClient();
  const form = useZodForm({
    schema: update${One},
    defaultValues: valuesOf(${one}),
    mutation: useTRPC().${many}.update.mutationOptions(),
    filled: ["id", "version"],
    onSaved: async () => {
      await invalidateEntity(queryClient, "${one}");
      toast.success(t("saved"));
      onDone();
    },
  });
  const intro = <ConcurrentChanges form={form} now={valuesOf(now)} labels={useLabels()} />;
  return <${One}Form form={form} intro={intro} submit={common("save")} onCancel={onDone} />;
}`,
  );
}

function thingPage(spec: ModuleSpec): string {
  const { many, one, One } = namesOf(spec);
  const { property: title } = spec.title;
  const money = ofKind(spec, "money").some((field) => field !== spec.title && isShown(spec, field));
  const facts = spec.fields
    .filter((field) => field !== spec.title && isShown(spec, field))
    .map((field) => {
      // An empty value is displayed as a dash.
      const value = field.optional ? `(${shown(spec, field, one)}) ?? "—"` : shown(spec, field, one);
      const text =
        field.kind === "longtext"
          ? `<span key="${field.name}" className="whitespace-pre-line">{${value}}</span>`
          : value;
      return `[t("fields.${field.property}"), ${text}],`;
    });
  return lines(
    '"use client";\n',
    imports("@tanstack/react-query", "useQuery", "useQueryClient"),
    imports("lucide-react", "PencilIcon", "Trash2Icon"),
    imports("next/navigation", "useRouter"),
    imports("next-intl", "useTranslations"),
    imports("react", "type ReactNode", "useState"),
    imports("@/components/delete-dialog.tsx", "DeleteDialog"),
    imports("@/components/facts.tsx", "Facts"),
    imports("@/components/loaded.tsx", "Loaded"),
    imports("@/components/page.tsx", "Page"),
    imports("@/components/relative-time.tsx", "RelativeTime"),
    imports("@/components/ui/surface.tsx", "Panel"),
    imports("@/components/guarded-button.tsx", "GuardedButton"),
    imports("@/live/invalidate.ts", "invalidateEntity"),
    imports("@/navigation/tab-title.ts", "useTabTitle"),
    imports("@/components/toast.ts", "toast"),
    imports("@/formats/use-formats.ts", money && "useFormats"),
    imports("@/platform/presence/other-viewers.tsx", "OtherViewers"),
    imports("@/platform/shell/entity-panels.tsx", "EntityPanels"),
    imports("@/trpc/client.tsx", "useTenant", "useTRPC"),
    imports(`./${one}-form.tsx`, `Edit${One}Form`, `type ${One}`),
    `
/** The page of one ${one}: its details or its form, and the panels of other modules. */
export function ${One}Page({ id }: { id: string }) {
  const t = useTranslations("${many}");
  const query = useQuery(useTRPC().${many}.byId.queryOptions({ id }));
  const crumbs = [{ label: t("title"), href: \`/t/\${useTenant()}/${many}\` }];
  return (
    <Loaded query={query} title={t("single")} crumbs={crumbs}>
      {(${one}) => <Loaded${One} ${one}={${one}} crumbs={crumbs} />}
    </Loaded>
  );
}

function Loaded${One}({ ${one}, crumbs }: { ${one}: ${One}; crumbs: { label: string; href: string }[] }) {
  const t = useTranslations("${many}");${money ? "\n  const { formatMoney } = useFormats();" : ""}
  useTabTitle(${one}.${spec.title.property});
  const [editing, setEditing] = useState<${One} | null>(null);
  const [deleting, setDeleting] = useState(false);
  const facts: [string, ReactNode][] = [`,
    facts,
    `[t("fields.changed"), <RelativeTime key="changed" at={${one}.updatedAt} />],
  ];
  return (
    <Page
      title={${one}.${spec.title.property}}
      crumbs={crumbs}
      badge={<OtherViewers entity="${one}" entityId={${one}.id} />}
      actions={
        !editing && (
          <>
            <GuardedButton permission="${many}.delete" onClick={() => setDeleting(true)}>
              <Trash2Icon /> {t("delete")}
            </GuardedButton>
            <GuardedButton permission="${many}.update" variant="primary" onClick={() => setEditing(${one})}>
              <PencilIcon /> {t("edit")}
            </GuardedButton>
          </>
        )
      }
    >
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
        <Panel title={t(editing ? "edit" : "details")}>
          {editing ? <Edit${One}Form ${one}={editing} now={${one}} onDone={() => setEditing(null)} /> : <Facts facts={facts} />}
        </Panel>
        <EntityPanels entity="${one}" id={${one}.id} />
      </div>
      {deleting && <Delete${One} ${one}={${one}} onClose={() => setDeleting(false)} />}
    </Page>
  );
}

function Delete${One}({ ${one}: { id, ${title === "name" ? "name" : `${title}: name`} }, onClose }: { ${one}: ${One}; onClose: () => void }) {
  const t = useTranslations("${many}");
  const router = useRouter();
  const queryClient = useQueryClient();
  const list = \`/t/\${useTenant()}/${many}\`;
  return (
    <DeleteDialog
      title={t("deletion.title", { name })}
      action={t("deletion.confirm")}
      {...{ id, onClose }}
      mutation={useTRPC().${many}.delete.mutationOptions()}
      onDeleted={() => {
        toast.success(t("deleted", { name }));
        router.push(list);
        void invalidateEntity(queryClient, "${one}");
      }}
    />
  );
}`,
  );
}

/** The component that selects a record of a module without such a component. */
function selectSource(many: string, { target: { module, entity, title, code } }: RefField): string {
  const Entity = capital(entity);
  const named = code
    ? `{ id, ${code}, ${title} }: { id: string; ${code}: string; ${title}: string }`
    : `{ id, ${title} }: { id: string; ${title}: string }`;
  return `"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type Choice, type Choices, EntitySelect } from "@/components/entity-select.tsx";
import type { CustomInput } from "@/forms/fields.tsx";
import { useTRPC } from "@/trpc/client.tsx";

const asChoice = (${named}): Choice => ({ id, ${code ? (code === "code" ? "code, " : `code: ${code}, `) : ""}${title === "name" ? "name" : `name: ${title}`} });

function useChoices(search: string): Choices {
  const { data, isPlaceholderData } = useQuery(
    useTRPC().${module}.list.queryOptions({ search, limit: 20 }, { placeholderData: keepPreviousData }),
  );
  return { choices: data?.items.map(asChoice), outdated: isPlaceholderData };
}

function useChosen(id: string | null) {
  const { data } = useQuery(useTRPC().${module}.byId.queryOptions({ id: id ?? "" }, { enabled: id !== null }));
  return data && asChoice(data);
}

/** Selects ${article(entity)}. */
export function ${Entity}Select(props: CustomInput<string | null> & { clearable?: boolean }) {
  const t = useTranslations("${many}.select");
  return <EntitySelect {...props} placeholder={t("${entity}")} useChoices={useChoices} useChosen={useChosen} />;
}
`;
}

function pages(spec: ModuleSpec): Files {
  const { many, Many, one, One } = namesOf(spec);
  const folder = `apps/web/src/app/t/[tenant]/${many}`;
  const imported = `import { Import${Many} } from "@/modules/${many}/import-${many}.tsx";
import { ImportTexts } from "@/platform/imports/import-texts.tsx";
import { titled } from "@/texts/texts.tsx";

export const generateMetadata = titled("${many}.import");

export default function Page() {
  return (
    <ImportTexts>
      <Import${Many} />
    </ImportTexts>
  );
}
`;
  return {
    ...(spec.importKey ? { [`${folder}/import/page.tsx`]: imported } : {}),
    [`${folder}/page.tsx`]: `import { byCursor } from "@/lists/cursor.ts";
import { ${one}ListInput, ${one}ListState } from "@/modules/${many}/${one}-list.ts";
import { ${Many}Page } from "@/modules/${many}/${many}-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { listPage } from "@/trpc/list-page.tsx";

export const generateMetadata = titled("${many}.title");

export default listPage(${one}ListState, ${Many}Page, (list, trpc, client) => [
  client.prefetchInfiniteQuery(trpc.${many}.list.infiniteQueryOptions(${one}ListInput(list), byCursor)),
]);
`,
    [`${folder}/[id]/page.tsx`]: `import { readPanels } from "@/manifests/panels.ts";
import { readRecordParams, type RecordParams } from "@/navigation/params.ts";
import { ${One}Page } from "@/modules/${many}/${one}-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("${many}.single");

export default async function Page({ params }: { params: RecordParams }) {
  const { tenant, id } = await readRecordParams(params);
  return (
    <Prefetch tenant={tenant} read={(trpc, client) => [
      client.prefetchQuery(trpc.${many}.byId.queryOptions({ id })),
      ...readPanels("${one}", id, trpc, client),
    ]}>
      <${One}Page id={id} />
    </Prefetch>
  );
}
`,
    [`${folder}/new/page.tsx`]: `import { getTranslations } from "next-intl/server";
import { New${One} } from "@/modules/${many}/${one}-form.tsx";
import { TenantPage } from "@/platform/shell/tenant-page.tsx";
import { titled } from "@/texts/texts.tsx";

export const generateMetadata = titled("${many}.new");

export default async function Page() {
  const t = await getTranslations("${many}");
  return (
    <TenantPage title={t("new")} parent={t("title")} path="/${many}">
      <New${One} />
    </TenantPage>
  );
}
`,
  };
}

/** `apps/web`: the module's components and pages. @param order its position in the navigation */
export function web(spec: ModuleSpec, order: number): Files {
  const { many, one } = namesOf(spec);
  const folder = `apps/web/src/modules/${many}`;
  const own = refsOf(spec).filter(({ target }) => !target.exportsSelect);
  return {
    [`${folder}/index.ts`]: manifest(spec, order),
    [`${folder}/query-inputs.ts`]: queryInputs(namesOf(spec)),
    [`${folder}/${one}-list.ts`]: listState(spec),
    ...(filtersOf(spec).length > 0 ? { [`${folder}/use-${one}-filters.tsx`]: listFilters(spec) } : {}),
    [`${folder}/${many}-page.tsx`]: listPage(spec),
    ...(spec.importKey ? { [`${folder}/import-${many}.tsx`]: importPage(spec, spec.importKey) } : {}),
    [`${folder}/${one}-form.tsx`]: form(spec),
    [`${folder}/${one}-page.tsx`]: thingPage(spec),
    ...Object.fromEntries(
      own.map((field) => [`${folder}/${field.target.entity}-select.tsx`, selectSource(many, field)]),
    ),
    ...texts(spec),
    ...pages(spec),
  };
}
