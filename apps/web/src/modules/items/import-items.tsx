"use client";

import { type ImportFieldWords, ImportPage } from "@/components/import-page.tsx";
import { useAction } from "@/lib/use-action.ts";
import { useTRPC } from "@/trpc/client.tsx";

const fields: ImportFieldWords[] = [
  { name: "sku", label: "SKU", about: "Your code; the item with a known one is changed", required: true },
  { name: "name", label: "Name", about: "What the item is", required: true },
  { name: "weight", label: "Weight", about: "With or without a unit: 1.45 kg", required: true },
  { name: "price", label: "Price", about: "As you write it: 59.00, 1.299,50 €", required: true },
  { name: "currency", label: "Currency", about: "Three letters: EUR", required: true },
];

/** Imports items from a file. Their stock stays as it is. */
export function ImportItems() {
  const { run } = useAction(useTRPC().items.import.mutationOptions());
  return (
    <ImportPage
      title="Import items"
      list={{ label: "Items", path: "/items" }}
      fields={fields}
      example={'sku,name,weight,price,currency\nLMP-100,"Desk lamp, oak",1.45 kg,59.00,EUR'}
      kind="items.import"
      run={async (request) => (await run(request))?.jobId ?? null}
    />
  );
}

const countFields: ImportFieldWords[] = [
  { name: "sku", label: "SKU", about: "The item's code", required: true },
  { name: "counted", label: "Counted", about: "How many there are", required: true },
  {
    name: "seen",
    label: "Seen",
    about: "How many Waybill said when the count began; without it, when the file is imported",
    required: false,
  },
];

/** Imports counts of stock from a file. */
export function ImportCounts() {
  const { run } = useAction(useTRPC().items.importCounts.mutationOptions());
  return (
    <ImportPage
      title="Import counts"
      list={{ label: "Items", path: "/items" }}
      fields={countFields}
      example={"sku,counted,seen\nLMP-100,62,64"}
      kind="items.importCounts"
      again="Mend them, and import them in a file of their own: a count with what was seen counts each time."
      run={async (request) => (await run(request))?.jobId ?? null}
    />
  );
}
