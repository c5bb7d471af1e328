"use client";

import { useQuery } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { ClipboardCheckIcon, PackagePlusIcon, PencilIcon, PencilLineIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, Suspense, useState } from "react";
import { Facts } from "@/components/facts.tsx";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { Loaded } from "@/components/loaded.tsx";
import { Page } from "@/components/page.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Panel } from "@/components/ui/surface.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { TagList } from "@/modules/tags/parts.ts";
import { useTabTitle } from "@/navigation/tab-title.ts";
import { OtherViewers } from "@/platform/presence/other-viewers.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { ArchiveItemButton } from "./archive-item.tsx";
import { EditItemForm } from "./item-form.tsx";
import { isLow } from "./item-list.ts";
import { StockDialog } from "./lazy.ts";
import type { StockAction } from "./stock-dialogs.tsx";
import { StockLedger } from "./stock-ledger.tsx";
import { ArchivedBadge, LowStockBadge } from "./stock-parts.tsx";

type Item = RouterOutputs["items"]["byId"];

/** One item: its facts, or the form to change them; its stock, and every movement that led there. */
export function ItemPage({ id }: { id: string }) {
  const t = useTranslations("items");
  const query = useQuery(useTRPC().items.byId.queryOptions({ id }));
  const crumbs = [{ label: t("title"), href: `/t/${useTenant()}/items` }];
  return (
    <Loaded query={query} title={t("single")} crumbs={crumbs}>
      {(item) => <LoadedItem item={item} crumbs={crumbs} />}
    </Loaded>
  );
}

/** The stock, its reserved part, and the actions on it. */
function StockPanel({ item }: { item: Item }) {
  const t = useTranslations("items");
  const { formatCount } = useFormats();
  const [open, setOpen] = useState<{ action: StockAction; item: Item } | null>(null);
  const button = (action: StockAction, icon: ReactNode) => (
    <GuardedButton permission={`items.${action}`} onClick={() => setOpen({ action, item })}>
      {icon} {t(`stock.${action}`)}
    </GuardedButton>
  );
  const figures: [string, number][] = [
    [t("fields.onHand"), item.onHand],
    [t("fields.reserved"), item.reserved],
    [t("fields.available"), item.available],
  ];
  return (
    <Panel title={t("stock.title")} action={isLow(item) && <LowStockBadge />}>
      <div className="flex flex-col gap-4">
        <dl className="grid grid-cols-3 gap-4">
          {figures.map(([name, figure]) => (
            <div key={name} className="flex flex-col">
              <dt className="text-ink-faint text-meta">{name}</dt>
              <dd className="tabular font-semibold text-xl">{formatCount(figure)}</dd>
            </div>
          ))}
        </dl>
        <div className="flex flex-wrap gap-2">
          {button("receive", <PackagePlusIcon />)}
          {button("count", <ClipboardCheckIcon />)}
          {button("correct", <PencilLineIcon />)}
        </div>
      </div>
      <Suspense fallback={null}>{open && <StockDialog {...open} onClose={() => setOpen(null)} />}</Suspense>
    </Panel>
  );
}

function LoadedItem({ item, crumbs }: { item: Item; crumbs: { label: string; href: string }[] }) {
  const t = useTranslations("items");
  const { formatCount, formatMoney, formatWeight } = useFormats();
  useTabTitle(item.name);
  const [editing, setEditing] = useState<Item | null>(null);
  const facts: [string, ReactNode][] = [
    [
      t("fields.sku"),
      <span key="sku" className="tabular">
        {item.sku}
      </span>,
    ],
    [t("fields.weight"), formatWeight(item.weight)],
    [t("fields.price"), formatMoney(item.price, item.currency)],
    [t("fields.lowStockAt"), item.lowStockAt === null ? t("fields.notMonitored") : formatCount(item.lowStockAt)],
    [t("fields.tagIds"), item.tagIds.length > 0 ? <TagList key="tags" ids={item.tagIds} /> : t("fields.noTags")],
    [t("fields.changed"), <RelativeTime key="changed" at={item.updatedAt} />],
  ];
  return (
    <Page
      title={item.name}
      crumbs={crumbs}
      badge={
        <>
          {item.archivedAt && <ArchivedBadge />}
          <OtherViewers entity="item" entityId={item.id} />
        </>
      }
      actions={
        !editing && (
          <>
            <ArchiveItemButton item={item} />
            <GuardedButton permission="items.update" variant="primary" onClick={() => setEditing(item)}>
              <PencilIcon /> {t("edit")}
            </GuardedButton>
          </>
        )
      }
    >
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
        <Panel title={t(editing ? "edit" : "details")}>
          {editing ? (
            <EditItemForm item={editing} now={item} onDone={() => setEditing(null)} />
          ) : (
            <Facts facts={facts} />
          )}
        </Panel>
        <StockPanel item={item} />
      </div>
      <Panel title={t("ledger.title", { count: formatCount(item.onHand) })}>
        <StockLedger itemId={item.id} />
      </Panel>
    </Page>
  );
}
