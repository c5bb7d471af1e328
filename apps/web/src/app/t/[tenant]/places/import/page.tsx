import type { Metadata } from "next";
import { ImportPlaces } from "@/modules/places/import-places.tsx";

export const metadata: Metadata = { title: "Import places" };

export default function Page() {
  return <ImportPlaces />;
}
