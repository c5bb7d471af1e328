"use client";

import {
  type ImportColumn,
  type ImportPlan,
  type ImportPreview,
  type NumberFormats,
  type OrderStates,
  unreadHeaders,
} from "@waybill/validators";
import { CircleAlertIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Notice, Panel } from "@/components/ui/surface.tsx";
import { useApiText } from "@/texts/api-texts.tsx";
import { ColumnChoice } from "./column-choice.tsx";
import { useColumnName } from "./column-name.ts";
import { EncodingChoice } from "./encoding-choice.tsx";
import { FileLayout } from "./file-layout.tsx";
import type { ImportField } from "./import-field.ts";
import { NumberFormatChoice } from "./number-formats.tsx";
import { OrderStateChoices } from "./order-states.tsx";
import { Sample } from "./sample.tsx";

/** The preview of a file, with its plan to edit: encoding, separator, columns, number formats, states of orders. */
export function PreviewStep({
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
  const t = useTranslations("imports");
  const apiText = useApiText();
  const columnName = useColumnName();
  const [columns, setColumns] = useState<ImportColumn[]>(preview.columns);
  const [numberFormats, setNumberFormats] = useState<NumberFormats>(preview.numberFormats);
  const [orderStates, setOrderStates] = useState<OrderStates>(preview.orderStates ?? []);
  const [pending, setPending] = useState(false);
  const { encoding, separator, sheet, questions } = preview;
  const layout = { encoding, separator, sheet };
  const states = questions.filter(({ about }) => about === "orderState");
  const answerTo = (state: string) => orderStates.find((one) => one.state === state);
  const openFormats = questions.flatMap(({ about }) =>
    about !== "orderState" && !numberFormats[about] ? [about] : [],
  );
  const open = [
    ...(preview.encodings.length > 0 ? [t("encoding.title")] : []),
    ...openFormats.map((format) => t(`numberFormats.${format}.label`)),
    ...states.filter(({ example }) => !answerTo(example)).map(({ example }) => t("preview.state", { state: example })),
  ];
  const isMapped = ({ from, value }: ImportColumn) => from.length > 0 || Boolean(value);
  const missing = fields.filter(
    ({ name, required }) => required && !columns.some((column) => column.to === name && isMapped(column)),
  );
  const unread = unreadHeaders(preview.headers, columns);
  const check = async () => {
    setPending(true);
    await onCheck({ ...layout, columns: columns.filter(isMapped), numberFormats, orderStates });
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
          <FileLayout preview={preview} onLayout={onLayout} />
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
      <NumberFormatChoice formats={numberFormats} questions={questions} onChange={setNumberFormats} />
      <OrderStateChoices answers={orderStates} questions={states} onChange={setOrderStates} />
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
