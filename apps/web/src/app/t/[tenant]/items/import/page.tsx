import { ImportItems } from "@/modules/items/import-items.tsx";
import { ImportTexts } from "@/platform/imports/import-texts.tsx";
import { titled } from "@/texts/texts.tsx";

export const generateMetadata = titled("items.import");

export default function Page() {
  return (
    <ImportTexts>
      <ImportItems />
    </ImportTexts>
  );
}
