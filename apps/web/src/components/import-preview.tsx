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
import { type ReactNode, useId, useState } from "react";
import { ScrollRegion } from "@/components/ui/scroll-region.tsx";
import type { ImportFieldWords } from "./import-page.tsx";
import { Button } from "./ui/button.tsx";
import { Input, Select } from "./ui/input.tsx";
import { Notice, Panel } from "./ui/surface.tsx";

const separatorWords: Record<(typeof separators)[number], string> = {
  ",": "Comma",
  ";": "Semicolon",
  "\t": "Tab",
  "|": "Vertical line",
};
const lineEndWords = { lf: "Lines end with LF", crlf: "Lines end with CRLF", cr: "Lines end with CR" };

/** What numbers can be written in several ways by. */
type NumberForm = Exclude<FormName, "states">;

const formWords = {
  decimal: {
    label: "Decimal mark",
    choices: decimalMarks.map((mark) => [mark, mark === "." ? "Point: 1,299.50" : "Comma: 1.299,50"] as const),
    fromFile: "Clear in every cell",
  },
  weight: {
    label: "Weights without a unit",
    choices: weightUnits.map(
      (unit) => [unit, { g: "Grams", kg: "Kilograms", lb: "Pounds", oz: "Ounces" }[unit]] as const,
    ),
    fromFile: "The file names units",
  },
  price: {
    label: "Prices",
    choices: priceUnits.map((unit) => [unit, unit === "major" ? "In the currency: 59.00" : "In cents: 5900"] as const),
    fromFile: "The same either way",
  },
} satisfies Record<NumberForm, { label: string; choices: readonly (readonly [string, string])[]; fromFile: string }>;

/** A control with its label above, and help below. */
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

/** Shows how a file would be read, and lets a person change that: encoding, separator, columns, forms. */
export function ImportPreviewStep({
  fileName,
  fields,
  preview,
  onLayout,
  onCheck,
}: {
  fileName: string;
  fields: readonly ImportFieldWords[];
  preview: ImportPreview;
  /** Has the file read in another way. */
  onLayout: (plan: ImportPlan) => void;
  /** Has the file checked. */
  onCheck: (plan: ImportPlan) => Promise<void>;
}) {
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
    ...(preview.encodings.length > 0 ? ["encoding"] : []),
    ...openForms.map((form) => formWords[form].label.toLowerCase()),
    ...states.filter(({ example }) => !answerTo(example)).map(({ example }) => `state ${example}`),
  ];
  const isMapped = ({ from, value }: ImportColumn) => from.length > 0 || Boolean(value);
  const missing = fields.filter(
    ({ name, required }) => required && !columns.some((column) => column.to === name && isMapped(column)),
  );
  const unread = unreadHeaders(preview.headers, columns);
  const shownForms = (Object.keys(formWords) as NumberForm[]).filter(
    (form) => forms[form] || questions.some((question) => question.form === form),
  ); // Object.keys forgets the names
  const check = async () => {
    setPending(true);
    await onCheck({ ...layout, columns: columns.filter(isMapped), forms });
    setPending(false);
  };

  return (
    <>
      {preview.problems.length > 0 && (
        <Notice kind="danger" icon={<CircleAlertIcon aria-hidden />} alert>
          {preview.problems.map((problem) => (
            <p key={problem}>{problem}</p>
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
      <Panel title="Columns">
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
            {unread.length === 1 ? "This column is not read: " : "These columns are not read: "}
            {unread.join(", ")}.
          </p>
        )}
        {preview.remembered && (
          <p className="mt-4 text-ink-faint text-meta">
            As in the last file with these columns. Change what does not fit.
          </p>
        )}
      </Panel>
      {shownForms.length > 0 && (
        <Panel title="How numbers are written">
          <div className="grid grid-cols-1 gap-x-6 gap-y-4 sm:grid-cols-2 lg:grid-cols-3">
            {shownForms.map((form) => {
              const question = questions.find((one) => one.form === form);
              return (
                <Labelled key={form} label={formWords[form].label} help={question?.text ?? "Found in the file."}>
                  {(id) => (
                    <Select
                      id={id}
                      value={forms[form] ?? ""}
                      aria-invalid={question && !forms[form] ? true : undefined}
                      onChange={(event) => setForms({ ...forms, [form]: event.target.value || null })}
                    >
                      <option value="">{question ? "Choose" : formWords[form].fromFile}</option>
                      {formWords[form].choices.map(([value, word]) => (
                        <option key={value} value={value}>
                          {word}
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
        <Panel title="Orders by state">
          <div className="grid grid-cols-1 gap-x-6 gap-y-4 sm:grid-cols-2 lg:grid-cols-3">
            {states.map(({ example, text }) => (
              <StateChoice
                key={example}
                state={example}
                help={text}
                wanted={answerTo(example)?.wanted}
                onChange={(wanted) => setForms({ ...forms, states: withAnswer(answers, example, wanted) })}
              />
            ))}
          </div>
        </Panel>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button variant="primary" disabled={open.length > 0 || pending} onClick={() => void check()}>
          Check the file
        </Button>
        <p className="text-ink-soft" aria-live="polite">
          {open.length > 0
            ? `Choose first: ${open.join(", ")}.`
            : missing.length > 0
              ? `New rows need ${missing.map(({ label }) => label.toLowerCase()).join(", ")} too.`
              : "Nothing is written yet."}
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

/** What is done with orders in a state that is not known. */
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
  return (
    <Labelled label={state} help={help}>
      {(id) => (
        <Select
          id={id}
          value={wanted === undefined ? "" : String(wanted)}
          aria-invalid={wanted === undefined ? true : undefined}
          onChange={({ target }) => onChange(target.value === "" ? null : target.value === "true")}
        >
          <option value="">Choose</option>
          <option value="true">Import as drafts</option>
          <option value="false">Leave out</option>
        </Select>
      )}
    </Labelled>
  );
}

const encodingWords: Partial<Record<Encoding, string>> = {
  macintosh: "Macintosh",
  "x-mac-ce": "Mac Central European",
  "x-mac-cyrillic": "Mac Cyrillic",
};

function encodingWord(encoding: Encoding): string {
  // Spreadsheets call these MS-DOS.
  if (encoding.startsWith("ibm")) return `IBM ${encoding.slice("ibm".length)} (MS-DOS)`;
  return encodingWords[encoding] ?? encoding.toUpperCase().replace("WINDOWS", "Windows");
}

/** Encodings by the systems that write them: the first pattern that fits. */
const encodingGroups: readonly [label: string, pattern: RegExp][] = [
  ["Unicode", /^utf/],
  ["Windows", /^windows/],
  ["MS-DOS", /^ibm/],
  ["Mac", /mac/],
  ["ISO and Unix", /^(?:iso|koi8)/],
  ["East Asian", /./],
];
const groupOf = (encoding: Encoding) => encodingGroups.find(([, pattern]) => pattern.test(encoding))?.[0];

/** Asks in which encoding a file is, by some of its text in each that it may be in. */
function EncodingChoice({
  encodings: open,
  onChoose,
}: {
  encodings: ImportPreview["encodings"];
  onChoose: (encoding: Encoding) => void;
}) {
  return (
    <Panel title="Encoding">
      <p className="mb-4 text-ink-soft">
        The file does not say how its letters are stored. Choose the line that looks right.
      </p>
      <ul className="flex flex-col divide-y divide-line rounded-md border border-line">
        {open.map(({ encoding, sample }) => (
          <li key={encoding} className="flex flex-wrap items-center gap-x-4 gap-y-2 p-3">
            <bdi className="min-w-0 flex-1 basis-60 break-words">{sample}</bdi>
            <Button size="sm" onClick={() => onChoose(encoding)}>
              Use {encodingWord(encoding)}
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** How the file is encoded and separated, or which sheet of the workbook it is. */
function Layout({ preview, onLayout }: { preview: ImportPreview; onLayout: (plan: ImportPlan) => void }) {
  const { format, encoding, separator, lineEnd, sheets, sheet } = preview;
  if (format === "xlsx") {
    return (
      <div className="max-w-xs">
        <Labelled label="Sheet">
          {(id) => (
            <Select id={id} value={sheet ?? 1} onChange={(event) => onLayout({ sheet: Number(event.target.value) })}>
              {sheets.map((name, index) => (
                <option key={index} value={index + 1}>
                  {name || `Sheet ${index + 1}`}
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
      <Labelled label="Encoding" help="Right where letters with accents look right.">
        {(id) => (
          <Select
            id={id}
            value={encoding ?? ""}
            onChange={(event) =>
              onLayout({ encoding: encodings.find((one) => one === event.target.value) ?? null, separator })
            }
          >
            {encodingGroups.map(([label]) => (
              <optgroup key={label} label={label}>
                {encodings
                  .filter((one) => groupOf(one) === label)
                  .map((one) => (
                    <option key={one} value={one}>
                      {encodingWord(one)}
                    </option>
                  ))}
              </optgroup>
            ))}
          </Select>
        )}
      </Labelled>
      <Labelled label="Separator" help={lineEnd ? `${lineEndWords[lineEnd]}; any is read.` : undefined}>
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
                {separatorWords[one]}
              </option>
            ))}
          </Select>
        )}
      </Labelled>
    </div>
  );
}

/** The first rows, as they are read. */
function Sample({ preview: { headers, rows } }: { preview: ImportPreview }) {
  return (
    <ScrollRegion label="The first rows" className="rounded-md border border-line">
      <table className="w-full border-collapse text-left">
        <thead className="bg-sunken">
          <tr>
            {headers.map((header, index) => (
              <th key={index} scope="col" className="whitespace-nowrap px-3 py-2 font-semibold">
                {header}
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

/** Which column of the file a field is. */
function ColumnChoice({
  field,
  headers,
  column,
  notes,
  onChange,
}: {
  field: ImportFieldWords;
  headers: readonly string[];
  column: ImportColumn;
  /** What to know of columns where they are chosen for this field. */
  notes: ImportPreview["notes"];
  onChange: (column: ImportColumn) => void;
}) {
  const { from, value } = column;
  const [constant, setConstant] = useState(Boolean(value));
  const chosen = constant ? oneValue : from.length > 0 ? JSON.stringify(from) : "";
  const choices = [
    ...new Set([...(from.length > 1 ? [JSON.stringify(from)] : []), ...headers.map((one) => JSON.stringify([one]))]),
  ];
  const labelOf = (choice: string) => (JSON.parse(choice) as string[]).join(" + "); // made two lines above
  const note = notes.find((one) => from.includes(one.from));
  return (
    <Labelled label={field.label} help={note ? <span className="text-warning">{note.text}</span> : field.about}>
      {(id) => (
        <>
          <Select
            id={id}
            value={chosen}
            onChange={({ target }) => {
              const own = target.value === oneValue;
              setConstant(own);
              const columns = own || target.value === "" ? [] : (JSON.parse(target.value) as string[]); // one of the choices
              onChange({ to: field.name, from: columns, value: null });
            }}
          >
            <option value="">Not in the file</option>
            {choices.map((choice) => (
              <option key={choice} value={choice}>
                {labelOf(choice)}
              </option>
            ))}
            <option value={oneValue}>One value for all rows</option>
          </Select>
          {constant && (
            <Input
              aria-label={`${field.label} of all rows`}
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
