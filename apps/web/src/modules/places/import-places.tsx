"use client";

import { type ImportFieldWords, ImportPage } from "@/components/import-page.tsx";
import { useAction } from "@/lib/use-action.ts";
import { useTRPC } from "@/trpc/client.tsx";

const fields: ImportFieldWords[] = [
  { name: "code", label: "Code", about: "Yours; the place with a known code is changed", required: true },
  { name: "name", label: "Name", about: "The recipient", required: true },
  { name: "country", label: "Country", about: "A code or a name, in any of many languages", required: true },
  { name: "city", label: "City", about: "The town", required: true },
  { name: "postcode", label: "Postcode", about: "Brought into the country's form", required: false },
  { name: "line1", label: "Street", about: "Street and number", required: false },
  { name: "line2", label: "Second line", about: "Floor, entrance, department", required: false },
  { name: "latitude", label: "Latitude", about: "Degrees", required: false },
  { name: "longitude", label: "Longitude", about: "Degrees", required: false },
];

/** Imports places from a file. */
export function ImportPlaces() {
  const { run } = useAction(useTRPC().places.import.mutationOptions());
  return (
    <ImportPage
      what="places"
      listPath="/places"
      fields={fields}
      example={"code,name,country,city,postcode,line1\nC-1001,Ada Lovelace,Germany,Berlin,10117,Unter den Linden 77"}
      kind="places.import"
      run={async (request) => (await run(request))?.jobId ?? null}
    />
  );
}
