"use client";

import {
  decimalMarks,
  type Encoding,
  encodings,
  type FormName,
  type ImportColumn,
  type ImportForms,
  type ImportPlan,
  type ImportPreview,
  priceUnits,
  separators,
  unreadHeaders,
  weightUnits,
} from "@waybill/validators";
import { CircleAlertIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useId, useState } from "react";
import { ScrollRegion } from "@/components/ui/scroll-region.tsx";
import { useFormats } from "@/lib/use-formats.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { useColumnName } from "./column-name.ts";
import type { ImportField } from "./import-page.tsx";
import { Button } from "./ui/button.tsx";
import { Input, Select } from "./ui/input.tsx";
import { Notice, Panel } from "./ui/surface.tsx";

const separatorNames = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe" } as const;
const decimalNames = { ".": "point", ",": "comma" } as const;

/** The forms of numbers that a file can leave open. */
type NumberForm = Exclude<FormName, "states">;

const numberForms = ["decimal", "weight", "price"] as const satisfies readonly NumberForm[];

/** The options of each form of numbers. */
function useChoicesOf(): Record<NumberForm, readonly (readonly [value: string, label: string])[]> {
  const t = useTranslations("common.imports.forms");
  return {
    decimal: decimalMarks.map((mark) => [mark, t(`decimal.${decimalNames[mark]}`)]),
    weight: weightUnits.map((unit) => [unit, t(`weight.${unit}`)]),
    price: priceUnits.map((unit) => [unit, t(`price.${unit}`)]),
  };
}

/** A control with a label above and help below. */
function Labelled({ label, help, children }: { label: string; help?: ReactNode; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children(id)}
      {help && <p className="text-ink-faint text-meta">{help}</p>}
    </div>
  );
}

/** The preview of a file, with its plan to edit: encoding, separator, columns, forms of numbers. */
export function ImportPreviewStep({
  fileName,
  fields,
  preview,
  onLayout,
  onCheck,
}: {
  fileName: string;
  fields: readonly ImportField[];
  preview: ImportPreview;
  /** Requests a new preview with another plan. */
  onLayout: (plan: ImportPlan) => void;
  /** Requests the check of the file. */
  onCheck: (plan: ImportPlan) => Promise<void>;
}) {
  const t = useTranslations("common.imports");
  const apiText = useApiText();
  const columnName = useColumnName();
  const choicesOf = useChoicesOf();
  const [columns, setColumns] = useState<ImportColumn[]>(preview.columns);
  const [forms, setForms] = useState<ImportForms>(preview.forms);
  const [pending, setPending] = useState(false);
  const { encoding, separator, sheet, questions } = preview;
  const layout = { encoding, separator, sheet };
  const answers = forms.states ?? [];
  const states = questions.filter(({ form }) => form === "states");
  const answerTo = (state: string) => answers.find((one) => one.state === state);
  const openForms = questions.flatMap(({ form }) => (form !== "states" && !forms[form] ? [form] : []));
  const open = [
    ...(preview.encodings.length > 0 ? [t("encoding.title")] : []),
    ...openForms.map((form) => t(`forms.${form}.label`)),
    ...states.filter(({ example }) => !answerTo(example)).map(({ example }) => t("preview.state", { state: example })),
  ];
  const isMapped = ({ from, value }: ImportColumn) => from.length > 0 || Boolean(value);
  const missing = fields.filter(
    ({ name, required }) => required && !columns.some((column) => column.to === name && isMapped(column)),
  );
  const unread = unreadHeaders(preview.headers, columns);
  const shownForms = numberForms.filter((form) => forms[form] || questions.some((question) => question.form === form));
  const check = async () => {
    setPending(true);
    await onCheck({ ...layout, columns: columns.filter(isMapped), forms });
    setPending(false);
  };

  return (
    <>
      {preview.problems.length > 0 && (
        <Notice variant="danger" icon={<CircleAlertIcon aria-hidden />} alert>
          {preview.problems.map((problem) => (
            <p key={problem}>{apiText(problem)}</p>
          ))}
        </Notice>
      )}
      {preview.encodings.length > 0 && (
        <EncodingChoice encodings={preview.encodings} onChoose={(one) => onLayout({ encoding: one, separator })} />
      )}
      <Panel title={fileName}>
        <div className="flex flex-col gap-4">
          <Layout preview={preview} onLayout={onLayout} />
          <Sample preview={preview} />
        </div>
      </Panel>
      <Panel title={t("preview.columns")}>
        <div className="grid grid-cols-1 gap-x-6 gap-y-4 sm:grid-cols-2 lg:grid-cols-3">
          {fields.map((field) => (
            <ColumnChoice
              key={field.name}
              field={field}
              headers={preview.headers}
              column={columns.find(({ to }) => to === field.name) ?? { to: field.name, from: [], value: null }}
              notes={preview.notes.filter(({ to }) => to === field.name)}
              onChange={(column) => setColumns([...columns.filter(({ to }) => to !== field.name), column])}
            />
          ))}
        </div>
        {unread.length > 0 && (
          <p className="mt-4 break-words text-ink-soft">
            {t("preview.unread", { count: unread.length, columns: unread.map(columnName).join(", ") })}
          </p>
        )}
        {preview.remembered && <p className="mt-4 text-ink-faint text-meta">{t("preview.remembered")}</p>}
      </Panel>
      {shownForms.length > 0 && (
        <Panel title={t("preview.numbers")}>
          <div className="grid grid-cols-1 gap-x-6 gap-y-4 sm:grid-cols-2 lg:grid-cols-3">
            {shownForms.map((form) => {
              const question = questions.find((one) => one.form === form);
              return (
                <Labelled
                  key={form}
                  label={t(`forms.${form}.label`)}
                  help={question ? apiText(question.text) : t("preview.found")}
                >
                  {(id) => (
                    <Select
                      id={id}
                      value={forms[form] ?? ""}
                      aria-invalid={question && !forms[form] ? true : undefined}
                      onChange={(event) => setForms({ ...forms, [form]: event.target.value || null })}
                    >
                      <option value="">{question ? t("preview.choose") : t(`forms.${form}.fromFile`)}</option>
                      {choicesOf[form].map(([value, label]) => (
                        <option key={value} value={value}>
                          {label}
                        </option>
                      ))}
                    </Select>
                  )}
                </Labelled>
              );
            })}
          </div>
        </Panel>
      )}
      {states.length > 0 && (
        <Panel title={t("preview.orders")}>
          <div className="grid grid-cols-1 gap-x-6 gap-y-4 sm:grid-cols-2 lg:grid-cols-3">
            {states.map(({ example, text }) => (
              <StateChoice
                key={example}
                state={example}
                help={apiText(text)}
                wanted={answerTo(example)?.wanted}
                onChange={(wanted) => setForms({ ...forms, states: withAnswer(answers, example, wanted) })}
              />
            ))}
          </div>
        </Panel>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button variant="primary" disabled={open.length > 0 || pending} onClick={() => void check()}>
          {t("preview.check")}
        </Button>
        <p className="text-ink-soft" aria-live="polite">
          {open.length > 0
            ? t("preview.chooseFirst", { open: open.join(", ") })
            : missing.length > 0
              ? t("preview.alsoNeeded", { fields: missing.map(({ label }) => label).join(", ") })
              : t("preview.notWritten")}
        </p>
      </div>
    </>
  );
}

type StateAnswers = NonNullable<ImportForms["states"]>;

const withAnswer = (answers: StateAnswers, state: string, wanted: boolean | null): StateAnswers => [
  ...answers.filter((one) => one.state !== state),
  ...(wanted === null ? [] : [{ state, wanted }]),
];

/** The treatment of orders in an unknown state. */
function StateChoice({
  state,
  help,
  wanted,
  onChange,
}: {
  state: string;
  help: string;
  wanted: boolean | undefined;
  onChange: (wanted: boolean | null) => void;
}) {
  const t = useTranslations("common.imports.preview");
  return (
    <Labelled label={state} help={help}>
      {(id) => (
        <Select
          id={id}
          value={wanted === undefined ? "" : String(wanted)}
          aria-invalid={wanted === undefined ? true : undefined}
          onChange={({ target }) => onChange(target.value === "" ? null : target.value === "true")}
        >
          <option value="">{t("choose")}</option>
          <option value="true">{t("asDrafts")}</option>
          <option value="false">{t("leaveOut")}</option>
        </Select>
      )}
    </Labelled>
  );
}

/** The display name of an encoding. */
function useEncodingName(): (encoding: Encoding) => string {
  const t = useTranslations("common.imports.encoding.names");
  return (encoding) => {
    // Spreadsheets call these MS-DOS.
    if (encoding.startsWith("ibm")) return `IBM ${encoding.slice("ibm".length)} (MS-DOS)`;
    if (encoding === "macintosh" || encoding === "x-mac-ce" || encoding === "x-mac-cyrillic") return t(encoding);
    return encoding.toUpperCase().replace("WINDOWS", "Windows");
  };
}

/** Encodings grouped by system: the first matching pattern decides. */
const encodingGroups = [
  ["unicode", /^utf/],
  ["windows", /^windows/],
  ["dos", /^ibm/],
  ["mac", /mac/],
  ["unix", /^(?:iso|koi8)/],
  ["asian", /./],
] as const;
const groupOf = (encoding: Encoding) => encodingGroups.find(([, pattern]) => pattern.test(encoding))?.[0];

/** Asks for the encoding of a file: shows a sample of its text in each possible encoding. */
function EncodingChoice({
  encodings: open,
  onChoose,
}: {
  encodings: ImportPreview["encodings"];
  onChoose: (encoding: Encoding) => void;
}) {
  const t = useTranslations("common.imports.encoding");
  const nameOf = useEncodingName();
  return (
    <Panel title={t("title")}>
      <p className="mb-4 text-ink-soft">{t("ask")}</p>
      <ul className="flex flex-col divide-y divide-line rounded-md border border-line">
        {open.map(({ encoding, sample }) => (
          <li key={encoding} className="flex flex-wrap items-center gap-x-4 gap-y-2 p-3">
            <bdi className="min-w-0 flex-1 basis-60 break-words">{sample}</bdi>
            <Button size="sm" onClick={() => onChoose(encoding)}>
              {t("use", { name: nameOf(encoding) })}
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Encoding and separator of a text file, or the sheet of a workbook. */
function Layout({ preview, onLayout }: { preview: ImportPreview; onLayout: (plan: ImportPlan) => void }) {
  const t = useTranslations("common.imports");
  const nameOf = useEncodingName();
  const { formatCount } = useFormats();
  const { format, encoding, separator, lineEnd, sheets, sheet } = preview;
  if (format === "xlsx") {
    return (
      <div className="max-w-xs">
        <Labelled label={t("preview.sheet")}>
          {(id) => (
            <Select id={id} value={sheet ?? 1} onChange={(event) => onLayout({ sheet: Number(event.target.value) })}>
              {sheets.map((name, index) => (
                <option key={index} value={index + 1}>
                  {name || t("preview.sheetNumber", { number: formatCount(index + 1) })}
                </option>
              ))}
            </Select>
          )}
        </Labelled>
      </div>
    );
  }
  return (
    <div className="grid grid-cols-1 gap-4 sm:grid-cols-2 lg:grid-cols-3">
      <Labelled label={t("encoding.title")} help={t("encoding.help")}>
        {(id) => (
          <Select
            id={id}
            value={encoding ?? ""}
            onChange={(event) =>
              onLayout({ encoding: encodings.find((one) => one === event.target.value) ?? null, separator })
            }
          >
            {encodingGroups.map(([group]) => (
              <optgroup key={group} label={t(`encoding.groups.${group}`)}>
                {encodings
                  .filter((one) => groupOf(one) === group)
                  .map((one) => (
                    <option key={one} value={one}>
                      {nameOf(one)}
                    </option>
                  ))}
              </optgroup>
            ))}
          </Select>
        )}
      </Labelled>
      <Labelled label={t("preview.separator")} help={lineEnd ? t(`preview.lineEnds.${lineEnd}`) : undefined}>
        {(id) => (
          <Select
            id={id}
            value={separator ?? ""}
            onChange={(event) =>
              onLayout({ encoding, separator: separators.find((one) => one === event.target.value) ?? null })
            }
          >
            {separators.map((one) => (
              <option key={one} value={one}>
                {t(`preview.separators.${separatorNames[one]}`)}
              </option>
            ))}
          </Select>
        )}
      </Labelled>
    </div>
  );
}

/** The first rows of the file. */
function Sample({ preview: { headers, rows } }: { preview: ImportPreview }) {
  const t = useTranslations("common.imports.preview");
  const columnName = useColumnName();
  return (
    <ScrollRegion label={t("firstRows")} className="rounded-md border border-line">
      <table className="w-full border-collapse text-left">
        <thead className="bg-sunken">
          <tr>
            {headers.map((header, index) => (
              <th key={index} scope="col" className="whitespace-nowrap px-3 py-2 font-semibold">
                {columnName(header)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row, number) => (
            <tr key={number}>
              {row.map((cell, index) => (
                <td key={index} className="max-w-60 truncate whitespace-nowrap px-3 py-1.5">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

const oneValue = "one-value";

/** Maps columns of the file to a field. */
function ColumnChoice({
  field,
  headers,
  column,
  notes,
  onChange,
}: {
  field: ImportField;
  headers: readonly string[];
  column: ImportColumn;
  /** Notes on columns, shown while they are mapped to this field. */
  notes: ImportPreview["notes"];
  onChange: (column: ImportColumn) => void;
}) {
  const t = useTranslations("common.imports.preview");
  const apiText = useApiText();
  const columnName = useColumnName();
  const { from, value } = column;
  const [constant, setConstant] = useState(Boolean(value));
  const chosen = constant ? oneValue : from.length > 0 ? JSON.stringify(from) : "";
  const choices = [
    ...new Set([...(from.length > 1 ? [JSON.stringify(from)] : []), ...headers.map((one) => JSON.stringify([one]))]),
  ];
  const labelOf = (choice: string) => (JSON.parse(choice) as string[]).map(columnName).join(" + "); // encoded two lines above
  const note = notes.find((one) => from.includes(one.from));
  return (
    <Labelled
      label={field.label}
      help={note ? <span className="text-warning">{apiText(note.text)}</span> : field.about}
    >
      {(id) => (
        <>
          <Select
            id={id}
            value={chosen}
            onChange={({ target }) => {
              const own = target.value === oneValue;
              setConstant(own);
              const columns = own || target.value === "" ? [] : (JSON.parse(target.value) as string[]); // encoded above
              onChange({ to: field.name, from: columns, value: null });
            }}
          >
            <option value="">{t("notInFile")}</option>
            {choices.map((choice) => (
              <option key={choice} value={choice}>
                {labelOf(choice)}
              </option>
            ))}
            <option value={oneValue}>{t("oneValue")}</option>
          </Select>
          {constant && (
            <Input
              aria-label={t("valueOfAll", { label: field.label })}
              value={value ?? ""}
              maxLength={200}
              onChange={(event) => onChange({ to: field.name, from: [], value: event.target.value })}
            />
          )}
        </>
      )}
    </Labelled>
  );
}
