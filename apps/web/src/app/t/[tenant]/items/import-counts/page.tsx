import type { Metadata } from "next";
import { ImportCounts } from "@/modules/items/import-items.tsx";

export const metadata: Metadata = { title: "Import counts" };

export default function Page() {
  return <ImportCounts />;
}
