import type { Metadata } from "next";
import { ImportParcels } from "@/modules/parcels/import-parcels.tsx";

export const metadata: Metadata = { title: "Import parcels" };

export default function Page() {
  return <ImportParcels />;
}
