"use client";

import { ImportPage } from "@/components/import-page.tsx";
import { useAction } from "@/lib/use-action.ts";
import { useTRPC } from "@/trpc/client.tsx";

const columns = [
  { name: "sku", about: "your code; a known one is changed", required: true },
  { name: "name", about: "what it is", required: true },
  { name: "weight", about: "grams", required: true },
  { name: "price", about: "in the smallest unit: cents for EUR", required: true },
  { name: "currency", about: "three letters", required: true },
];

/** Imports items from a CSV. Their stock stays as it is. */
export function ImportItems() {
  const { run } = useAction(useTRPC().items.import.mutationOptions());
  return (
    <ImportPage
      title="Import items"
      listPath="/items"
      columns={columns}
      example={'sku,name,weight,price,currency\nLMP-100,"Desk lamp, oak",1450,5900,EUR'}
      kind="items.import"
      start={async (fileId) => (await run({ fileId }))?.jobId ?? null}
    />
  );
}

const countColumns = [
  { name: "sku", about: "the item's code", required: true },
  { name: "counted", about: "how many there are", required: true },
  {
    name: "seen",
    about: "how many Waybill said when the count began; without it, when the file is read",
    required: false,
  },
];

/** Imports counts of stock from a CSV. */
export function ImportCounts() {
  const { run } = useAction(useTRPC().items.importCounts.mutationOptions());
  return (
    <ImportPage
      title="Import counts"
      listPath="/items"
      columns={countColumns}
      example={"sku,counted,seen\nLMP-100,62,64"}
      kind="items.importCounts"
      start={async (fileId) => (await run({ fileId }))?.jobId ?? null}
    />
  );
}
