import { decimalMarks, type ImportPreview, type NumberFormats, priceUnits, weightUnits } from "@waybill/validators";
import { useTranslations } from "next-intl";
import { Select } from "@/components/ui/input.tsx";
import { Panel } from "@/components/ui/surface.tsx";
import { useApiText } from "@/texts/api-texts.tsx";
import { Labelled } from "./labelled.tsx";

const decimalNames = { ".": "point", ",": "comma" } as const;

/** The number formats that a file can leave open. */
const names = ["decimal", "weight", "price"] as const satisfies readonly (keyof NumberFormats)[];

/** The options of each number format. */
function useChoicesOf(): Record<keyof NumberFormats, readonly (readonly [value: string, label: string])[]> {
  const t = useTranslations("imports.numberFormats");
  return {
    decimal: decimalMarks.map((mark) => [mark, t(`decimal.${decimalNames[mark]}`)]),
    weight: weightUnits.map((unit) => [unit, t(`weight.${unit}`)]),
    price: priceUnits.map((unit) => [unit, t(`price.${unit}`)]),
  };
}

/** The number formats of a file: recognised ones, and open ones to choose. */
export function NumberFormatChoice({
  formats,
  questions,
  onChange,
}: {
  formats: NumberFormats;
  questions: ImportPreview["questions"];
  onChange: (formats: NumberFormats) => void;
}) {
  const t = useTranslations("imports");
  const apiText = useApiText();
  const choicesOf = useChoicesOf();
  const shown = names.filter((name) => formats[name] || questions.some(({ about }) => about === name));
  if (shown.length === 0) return null;
  return (
    <Panel title={t("preview.numbers")}>
      <div className="grid grid-cols-1 gap-x-6 gap-y-4 sm:grid-cols-2 lg:grid-cols-3">
        {shown.map((name) => {
          const question = questions.find(({ about }) => about === name);
          return (
            <Labelled
              key={name}
              label={t(`numberFormats.${name}.label`)}
              help={question ? apiText(question.text) : t("preview.found")}
            >
              {(id) => (
                <Select
                  id={id}
                  value={formats[name] ?? ""}
                  aria-invalid={question && !formats[name] ? true : undefined}
                  onChange={(event) => onChange({ ...formats, [name]: event.target.value || null })}
                >
                  <option value="">{question ? t("preview.choose") : t(`numberFormats.${name}.fromFile`)}</option>
                  {choicesOf[name].map(([value, label]) => (
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
