import { encodings, type ImportPlan, type ImportPreview, separators } from "@waybill/validators";
import { useTranslations } from "next-intl";
import { Select } from "@/components/ui/input.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { encodingGroups, groupOf, useEncodingName } from "./encoding-names.ts";
import { Labelled } from "./labelled.tsx";

const separatorNames = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe" } as const;

/** Encoding and separator of a text file, or the sheet of a workbook. */
export function FileLayout({ preview, onLayout }: { preview: ImportPreview; onLayout: (plan: ImportPlan) => void }) {
  const t = useTranslations("imports");
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
