"use client";

import { useQuery } from "@tanstack/react-query";
import { PencilIcon } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Facts } from "@/components/facts.tsx";
import { Page } from "@/components/page.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { ErrorState } from "@/components/states.tsx";
import { Badge, Card, Panel, Skeleton } from "@/components/ui/surface.tsx";
import { GuardedButton } from "@/lib/access.tsx";
import { formatCount, formatMoney, formatWeight } from "@/lib/format.ts";
import { TagList } from "@/modules/tags/tags.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { EditItemForm } from "./item-form.tsx";
import { ArchiveItemButton } from "./items-page.tsx";

/** One item: its facts, or the form to change them. */
export function ItemPage({ id }: { id: string }) {
  const { data: item, error, refetch } = useQuery(useTRPC().items.byId.queryOptions({ id }));
  const [editing, setEditing] = useState(false);
  const crumbs = [{ label: "Items", href: `/t/${useTenant()}/items` }];
  if (error) {
    return (
      <Page title="Item" crumbs={crumbs}>
        <Card>
          <ErrorState error={error} onRetry={refetch} />
        </Card>
      </Page>
    );
  }
  if (!item) {
    return (
      <Page title="…" crumbs={crumbs}>
        <Skeleton className="h-64" />
      </Page>
    );
  }
  const facts: [string, ReactNode][] = [
    ["SKU", <span key="sku" className="tabular">{item.sku}</span>],
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
      badge={item.archivedAt && <Badge look="neutral">Archived</Badge>}
      actions={
        !editing && (
          <>
            <ArchiveItemButton item={item} />
            <GuardedButton permission="items.update" variant="primary" onClick={() => setEditing(true)}>
              <PencilIcon /> Edit
            </GuardedButton>
          </>
        )
      }
    >
      <Panel title={editing ? "Edit" : "Facts"} className="max-w-2xl">
        {editing ? <EditItemForm key={item.version} item={item} onDone={() => setEditing(false)} /> : <Facts facts={facts} />}
      </Panel>
    </Page>
  );
}
