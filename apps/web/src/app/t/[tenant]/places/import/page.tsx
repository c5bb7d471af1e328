import { ImportPlaces } from "@/modules/places/import-places.tsx";
import { ImportTexts } from "@/platform/imports/import-texts.tsx";
import { titled } from "@/texts/texts.tsx";

export const generateMetadata = titled("places.import");

export default function Page() {
  return (
    <ImportTexts>
      <ImportPlaces />
    </ImportTexts>
  );
}
