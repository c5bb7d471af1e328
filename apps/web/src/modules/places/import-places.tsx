"use client";

import { ImportPage } from "@/components/import-page.tsx";
import { useAction } from "@/lib/use-action.ts";
import { useTRPC } from "@/trpc/client.tsx";

const columns = [
  { name: "code", about: "your code; a known one is changed", required: true },
  { name: "name", about: "the recipient", required: true },
  { name: "country", about: "two letters, ISO 3166", required: true },
  { name: "city", about: "", required: true },
  { name: "postcode", about: "as the country writes it", required: false },
  { name: "line1, line2", about: "street and number", required: false },
  { name: "latitude, longitude", about: "degrees", required: false },
];

/** Imports places from a CSV. */
export function ImportPlaces() {
  const { run } = useAction(useTRPC().places.import.mutationOptions());
  return (
    <ImportPage
      title="Import places"
      listPath="/places"
      columns={columns}
      example={"code,name,country,city,postcode,line1\nC-1001,Ada Lovelace,DE,Berlin,10117,Unter den Linden 77"}
      kind="places.import"
      start={async (fileId) => (await run({ fileId }))?.jobId ?? null}
    />
  );
}
