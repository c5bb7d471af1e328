import { ImportCounts } from "@/modules/items/import-items.tsx";
import { titled } from "@/texts/texts.tsx";

export const generateMetadata = titled("items.importCounts");

export default function Page() {
  return <ImportCounts />;
}
