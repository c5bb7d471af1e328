import { ImportPlaces } from "@/modules/places/import-places.tsx";
import { titled } from "@/texts/texts.tsx";

export const generateMetadata = titled("places.import");

export default function Page() {
  return <ImportPlaces />;
}
