import type { ImportColumn, ImportPreview } from "@waybill/validators";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Input, Select } from "@/components/ui/input.tsx";
import { useApiText } from "@/texts/api-texts.tsx";
import { useColumnName } from "./column-name.ts";
import type { ImportField } from "./import-field.ts";
import { Labelled } from "./labelled.tsx";

const oneValue = "one-value";

/** Maps columns of the file to a field. */
export function ColumnChoice({
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
  const t = useTranslations("imports.preview");
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
