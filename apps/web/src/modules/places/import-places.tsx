"use client";

import { useTranslations } from "next-intl";
import { ImportPage } from "@/platform/imports/import-page.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";

const columns = [
  ...(["code", "name", "country", "city"] as const).map((name) => ({ name, required: true })),
  ...(["postcode", "line1", "line2", "latitude", "longitude"] as const).map((name) => ({ name, required: false })),
];

/** Imports places from a file. */
export function ImportPlaces() {
  const t = useTranslations("places");
  const labels = useTranslations("places.fields");
  const about = useTranslations("places.importing");
  const fields = columns.map(({ name, required }) => ({
    ...{ name, required, label: labels(name), about: about(name) },
  }));
  const { run } = useAction(useTRPC().places.import.mutationOptions());
  return (
    <ImportPage
      title={t("import")}
      list={{ label: t("title"), path: "/places" }}
      fields={fields}
      example={"code,name,country,city,postcode,line1\nC-1001,Ada Lovelace,Germany,Berlin,10117,Unter den Linden 77"}
      kind="places.import"
      run={async (request) => (await run(request))?.jobId ?? null}
    />
  );
}
