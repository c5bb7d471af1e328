import type { ImportPreview } from "@waybill/validators";
import { useTranslations } from "next-intl";
import { ScrollRegion } from "@/components/ui/scroll-region.tsx";
import { useColumnName } from "./column-name.ts";

/** The first rows of the file. */
export function Sample({ preview: { headers, rows } }: { preview: ImportPreview }) {
  const t = useTranslations("imports.preview");
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
