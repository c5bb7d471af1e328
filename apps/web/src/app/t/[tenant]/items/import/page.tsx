import { ImportItems } from "@/modules/items/import-items.tsx";
import { titled } from "@/texts/texts.tsx";

export const generateMetadata = titled("items.import");

export default function Page() {
  return <ImportItems />;
}
