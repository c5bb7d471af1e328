"use client";

import { useQuery } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { PencilIcon } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Facts } from "@/components/facts.tsx";
import { Loaded } from "@/components/loaded.tsx";
import { Page } from "@/components/page.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Badge, Panel } from "@/components/ui/surface.tsx";
import { GuardedButton } from "@/lib/access.tsx";
import { formatCount, formatMoney, formatWeight } from "@/lib/format.ts";
import { AlsoHere } from "@/modules/presence/also-here.tsx";
import { TagList } from "@/modules/tags/tags.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { EditItemForm } from "./item-form.tsx";
import { ArchiveItemButton } from "./items-page.tsx";

type Item = RouterOutputs["items"]["byId"];

/** One item: its facts, or the form to change them. */
export function ItemPage({ id }: { id: string }) {
  const query = useQuery(useTRPC().items.byId.queryOptions({ id }));
  const crumbs = [{ label: "Items", href: `/t/${useTenant()}/items` }];
  return (
    <Loaded query={query} what="Item" crumbs={crumbs}>
      {(item) => <LoadedItem item={item} crumbs={crumbs} />}
    </Loaded>
  );
}

function LoadedItem({ item, crumbs }: { item: Item; crumbs: { label: string; href: string }[] }) {
  const [editing, setEditing] = useState<Item | null>(null);
  const facts: [string, ReactNode][] = [
    [
      "SKU",
      <span key="sku" className="tabular">
        {item.sku}
      </span>,
    ],
    ["Weight", formatWeight(item.weight)],
    ["Price", formatMoney(item.price, item.currency)],
    ["In stock", formatCount(item.stock)],
    ["Tags", item.tagIds.length > 0 ? <TagList key="tags" ids={item.tagIds} /> : "None"],
    ["Changed", <RelativeTime key="changed" at={String(item.updatedAt)} />],
  ];
  return (
    <Page
      title={item.name}
      crumbs={crumbs}
      badge={
        <>
          {item.archivedAt && <Badge look="neutral">Archived</Badge>}
          <AlsoHere entity="item" entityId={item.id} />
        </>
      }
      actions={
        !editing && (
          <>
            <ArchiveItemButton item={item} />
            <GuardedButton permission="items.update" variant="primary" onClick={() => setEditing(item)}>
              <PencilIcon /> Edit
            </GuardedButton>
          </>
        )
      }
    >
      <Panel title={editing ? "Edit" : "Facts"} className="max-w-2xl">
        {editing ? <EditItemForm item={editing} now={item} onDone={() => setEditing(null)} /> : <Facts facts={facts} />}
      </Panel>
    </Page>
  );
}
