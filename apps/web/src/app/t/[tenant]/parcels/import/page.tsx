import { ImportParcels } from "@/modules/parcels/import-parcels.tsx";
import { ImportTexts } from "@/platform/imports/import-texts.tsx";
import { titled } from "@/texts/texts.tsx";

export const generateMetadata = titled("parcels.import");

export default function Page() {
  return (
    <ImportTexts>
      <ImportParcels />
    </ImportTexts>
  );
}
