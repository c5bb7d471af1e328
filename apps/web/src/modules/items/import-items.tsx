"use client";

import { ImportPage } from "@/components/import-page.tsx";
import { useAction } from "@/lib/use-action.ts";
import { useTRPC } from "@/trpc/client.tsx";

const columns = [
  { name: "sku", about: "your code; a known one is changed", required: true },
  { name: "name", about: "what it is", required: true },
  { name: "weight", about: "grams", required: true },
  { name: "stock", about: "how many there are", required: true },
  { name: "price", about: "in the smallest unit: cents for EUR", required: true },
  { name: "currency", about: "three letters", required: true },
];

/** Imports items from a CSV. */
export function ImportItems() {
  const { run } = useAction(useTRPC().items.import.mutationOptions());
  return (
    <ImportPage
      title="Import items"
      listPath="/items"
      columns={columns}
      example={'sku,name,weight,stock,price,currency\nLMP-100,"Desk lamp, oak",1450,64,5900,EUR'}
      kind="items.import"
      start={async (fileId) => (await run({ fileId }))?.jobId ?? null}
    />
  );
}
