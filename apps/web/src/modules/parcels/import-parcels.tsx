"use client";

import { type ImportFieldWords, ImportPage } from "@/components/import-page.tsx";
import { useAction } from "@/lib/use-action.ts";
import { useTRPC } from "@/trpc/client.tsx";

const fields: ImportFieldWords[] = [
  { name: "reference", label: "Reference", about: "Rows with one reference are one parcel", required: true },
  { name: "sku", label: "SKU", about: "The item's code", required: true },
  { name: "quantity", label: "Quantity", about: "How many of the item", required: true },
  { name: "recipientCode", label: "Recipient's code", about: "A place that you have, or a new one's", required: false },
  { name: "recipientName", label: "Recipient", about: "For a recipient that you do not have yet", required: false },
  { name: "country", label: "Country", about: "A code or a name", required: false },
  { name: "city", label: "City", about: "The town", required: false },
  { name: "postcode", label: "Postcode", about: "Brought into the country's form", required: false },
  { name: "line1", label: "Street", about: "Street and number", required: false },
  { name: "line2", label: "Second line", about: "Floor, entrance, department", required: false },
  {
    name: "state",
    label: "State",
    about: "Orders that are over make no parcel; other states are asked for",
    required: false,
  },
  {
    name: "lineState",
    label: "State of the line",
    about: "Lines that are over are left out of the parcel",
    required: false,
  },
  { name: "payment", label: "Payment", about: "Refunded and failed ones make no parcel", required: false },
  { name: "cancelled", label: "Cancelled", about: "When the order was cancelled, or why", required: false },
  { name: "sent", label: "Sent", about: "When the order was sent, if it was", required: false },
  { name: "note", label: "Note", about: "For who packs it", required: false },
];

/** Imports parcels from a file of orders. */
export function ImportParcels() {
  const { run } = useAction(useTRPC().parcels.import.mutationOptions());
  return (
    <ImportPage
      title="Import parcels"
      list={{ label: "Parcels", path: "/parcels" }}
      fields={fields}
      example={
        "reference,sku,quantity,name,country,city,postcode,line1\nWB-2001,LMP-100,1,Ada Lovelace,DE,Berlin,10117,Unter den Linden 77\nWB-2001,MUG-EN,2,,,,,"
      }
      kind="parcels.import"
      run={async (request) => (await run(request))?.jobId ?? null}
    />
  );
}
