"use client";

import { useTranslations } from "next-intl";
import { ImportPage } from "@/platform/imports/import-page.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";

const columns = ["sku", "name", "weight", "price", "currency"] as const;

/** Imports items from a file. Their stock stays as it is. */
export function ImportItems() {
  const t = useTranslations("items");
  const labels = useTranslations("items.fields");
  const about = useTranslations("items.importing");
  const fields = columns.map((name) => ({ name, label: labels(name), about: about(name), required: true }));
  const { run } = useAction(useTRPC().items.import.mutationOptions());
  return (
    <ImportPage
      title={t("import")}
      list={{ label: t("title"), path: "/items" }}
      fields={fields}
      example={'sku,name,weight,price,currency\nLMP-100,"Desk lamp, oak",1.45 kg,59.00,EUR'}
      kind="items.import"
      run={async (request) => (await run(request))?.jobId ?? null}
    />
  );
}

/** Imports counts of stock from a file. */
export function ImportCounts() {
  const t = useTranslations("items");
  const counts = useTranslations("items.importingCounts");
  const fields = [
    { name: "sku", label: t("fields.sku"), about: counts("about.sku"), required: true },
    { name: "counted", label: counts("counted"), about: counts("about.counted"), required: true },
    { name: "seen", label: counts("seen"), about: counts("about.seen"), required: false },
  ];
  const { run } = useAction(useTRPC().items.importCounts.mutationOptions());
  return (
    <ImportPage
      title={t("importCounts")}
      list={{ label: t("title"), path: "/items" }}
      fields={fields}
      example={"sku,counted,seen\nLMP-100,62,64"}
      kind="items.importCounts"
      again={counts("again")}
      run={async (request) => (await run(request))?.jobId ?? null}
    />
  );
}
