import type { Metadata } from "next";
import { ImportItems } from "@/modules/items/import-items.tsx";

export const metadata: Metadata = { title: "Import items" };

export default function Page() {
  return <ImportItems />;
}
