import {
  decimalMarks,
  type FormName,
  type ImportForms,
  type ImportPreview,
  priceUnits,
  weightUnits,
} from "@waybill/validators";
import { useTranslations } from "next-intl";
import { Select } from "@/components/ui/input.tsx";
import { Panel } from "@/components/ui/surface.tsx";
import { useApiText } from "@/texts/api-texts.tsx";
import { Labelled } from "./labelled.tsx";

const decimalNames = { ".": "point", ",": "comma" } as const;

/** The forms of numbers that a file can leave open. */
type NumberForm = Exclude<FormName, "states">;

const numberForms = ["decimal", "weight", "price"] as const satisfies readonly NumberForm[];

/** The options of each form of numbers. */
function useChoicesOf(): Record<NumberForm, readonly (readonly [value: string, label: string])[]> {
  const t = useTranslations("imports.forms");
  return {
    decimal: decimalMarks.map((mark) => [mark, t(`decimal.${decimalNames[mark]}`)]),
    weight: weightUnits.map((unit) => [unit, t(`weight.${unit}`)]),
    price: priceUnits.map((unit) => [unit, t(`price.${unit}`)]),
  };
}

/** The forms of numbers in a file: recognised ones, and open ones to choose. */
export function NumberForms({
  forms,
  questions,
  onChange,
}: {
  forms: ImportForms;
  questions: ImportPreview["questions"];
  onChange: (forms: ImportForms) => void;
}) {
  const t = useTranslations("imports");
  const apiText = useApiText();
  const choicesOf = useChoicesOf();
  const shown = numberForms.filter((form) => forms[form] || questions.some((question) => question.form === form));
  if (shown.length === 0) return null;
  return (
    <Panel title={t("preview.numbers")}>
      <div className="grid grid-cols-1 gap-x-6 gap-y-4 sm:grid-cols-2 lg:grid-cols-3">
        {shown.map((form) => {
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
                  onChange={(event) => onChange({ ...forms, [form]: event.target.value || null })}
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
  );
}
