import { ImportCounts } from "@/modules/items/import-items.tsx";
import { ImportTexts } from "@/platform/imports/import-texts.tsx";
import { titled } from "@/texts/texts.tsx";

export const generateMetadata = titled("items.importCounts");

export default function Page() {
  return (
    <ImportTexts>
      <ImportCounts />
    </ImportTexts>
  );
}
