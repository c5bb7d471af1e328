"use client";

import { useTranslations } from "next-intl";
import { ImportPage } from "@/platform/imports/import-page.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";

const required = ["reference", "sku", "quantity"] as const;
const optional = [
  ...(["recipientCode", "recipientName", "country", "city", "postcode", "line1", "line2"] as const),
  ...(["state", "lineState", "payment", "cancelled", "sent", "note"] as const),
] as const;

/** Imports parcels from a file of orders. */
export function ImportParcels() {
  const t = useTranslations("parcels");
  const field = (name: (typeof required | typeof optional)[number]) => ({
    ...{ name, label: t(`importing.labels.${name}`), about: t(`importing.about.${name}`) },
  });
  const fields = [
    ...required.map((name) => ({ ...field(name), required: true })),
    ...optional.map((name) => ({ ...field(name), required: false })),
  ];
  const { run } = useAction(useTRPC().parcels.import.mutationOptions());
  return (
    <ImportPage
      title={t("import")}
      list={{ label: t("title"), path: "/parcels" }}
      fields={fields}
      example={
        "reference,sku,quantity,name,country,city,postcode,line1\nWB-2001,LMP-100,1,Ada Lovelace,DE,Berlin,10117,Unter den Linden 77\nWB-2001,MUG-EN,2,,,,,"
      }
      kind="parcels.import"
      run={async (request) => (await run(request))?.jobId ?? null}
    />
  );
}
