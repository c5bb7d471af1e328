import type { Encoding, ImportPreview } from "@waybill/validators";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button.tsx";
import { Panel } from "@/components/ui/surface.tsx";
import { useEncodingName } from "./encoding-names.ts";

/** Asks for the encoding of a file: shows a sample of its text in each possible encoding. */
export function EncodingChoice({
  encodings: open,
  onChoose,
}: {
  encodings: ImportPreview["encodings"];
  onChoose: (encoding: Encoding) => void;
}) {
  const t = useTranslations("imports.encoding");
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
