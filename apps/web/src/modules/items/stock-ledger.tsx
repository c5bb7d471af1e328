"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { RelativeTime } from "@/components/relative-time.tsx";
import { ErrorState } from "@/components/states.tsx";
import { cn } from "@/components/ui/cn.ts";
import { Skeleton } from "@/components/ui/surface.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { byCursor } from "@/lists/cursor.ts";
import { MoreButton } from "@/lists/more-button.tsx";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { movementsInput } from "./item-list.ts";
import { type Movement, movementLooks, signed } from "./stock-parts.tsx";

/** Every movement of an item, the newest first: quantity, person, time, reason, and the balance after it. */
export function StockLedger({ itemId }: { itemId: string }) {
  const t = useTranslations("items");
  const query = useInfiniteQuery(useTRPC().items.movements.infiniteQueryOptions(movementsInput(itemId), byCursor));
  const { data, error, refetch } = query;
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <Skeleton className="h-48" />;
  const rows = data.pages.flatMap((page) => page.items);
  if (rows.length === 0) {
    return <p className="text-ink-soft">{t("ledger.none")}</p>;
  }
  return (
    <div className="flex flex-col gap-3">
      <div className="-mx-4 -mt-4">
        <table aria-label={t("ledger.movements")} className="w-full table-fixed text-left">
          <thead>
            <tr className="border-line border-b text-ink-faint text-meta">
              <th scope="col" className="h-9 px-4 font-medium">
                {t("ledger.movement")}
              </th>
              <th scope="col" className="h-9 w-56 px-4 font-medium max-lg:hidden">
                {t("ledger.by")}
              </th>
              <th scope="col" className="h-9 w-24 pr-4 text-right font-medium sm:w-32">
                {t("fields.onHand")}
              </th>
              <th scope="col" className="h-9 w-20 pr-4 text-right font-medium sm:w-32">
                {t("fields.reserved")}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((movement) => (
              <MovementRow key={movement.position} movement={movement} />
            ))}
          </tbody>
        </table>
      </div>
      <MoreButton query={query} />
    </div>
  );
}

function MovementRow({ movement }: { movement: Movement }) {
  const apiText = useApiText();
  const { kind, quantity, onHand, reserved, reason } = movement;
  const { icon: Icon, tone } = movementLooks[kind];
  const reserves = kind === "reserve" || kind === "release";
  return (
    <tr className="border-line border-b align-top last:border-0">
      <td className="px-4 py-2.5">
        <div className="flex gap-3">
          <span
            aria-hidden
            className={cn("flex size-7 shrink-0 items-center justify-center rounded-full max-sm:hidden", tone)}
          >
            <Icon className="size-3.5" />
          </span>
          <div className="min-w-0 flex-1 sm:pt-1">
            <p className="break-words font-medium">
              <What movement={movement} />
            </p>
            {reason && <p className="break-words text-ink-soft">{apiText(reason)}</p>}
            <p className="text-ink-faint text-meta lg:hidden">
              <Who movement={movement} />
            </p>
          </div>
        </div>
      </td>
      <td className="px-4 py-3.5 text-ink-faint text-meta max-lg:hidden">
        <Who movement={movement} />
      </td>
      <Balance change={reserves ? null : quantity} balance={onHand} />
      <Balance change={reserves ? quantity : null} balance={reserved} />
    </tr>
  );
}

/** The subject of a movement: a parcel is a link. */
function What({ movement: { kind, quantity, counted, parcelId, parcelReference } }: { movement: Movement }) {
  const t = useTranslations("items.ledger");
  const { formatCount } = useFormats();
  const tenant = useTenant();
  if (kind === "count" && counted !== null) {
    if (quantity === 0) return t("countedAsExpected", { counted: formatCount(counted) });
    return t("countedOtherwise", { counted: formatCount(counted), seen: formatCount(counted - quantity) });
  }
  return t.rich(`kinds.${kind}`, {
    reference: parcelReference ?? t("unknownParcel"),
    parcel: (reference: ReactNode) => (
      <Link
        href={`/t/${tenant}/parcels/${parcelId}`}
        className="inline-block max-w-full break-words rounded underline underline-offset-2"
      >
        {reference}
      </Link>
    ),
  });
}

function Who({ movement: { userName, actor, at } }: { movement: Movement }) {
  const t = useTranslations("items.ledger");
  return (
    <>
      {t(`actors.${actor}`, { name: userName ?? t("system") })}, <RelativeTime at={at} />
    </>
  );
}

/** A balance after a movement, and its difference; faint without a difference. */
function Balance({ change, balance }: { change: number | null; balance: number }) {
  const { formatCount } = useFormats();
  return (
    <td className="tabular whitespace-nowrap py-2.5 pr-4 text-right sm:py-3.5">
      {change !== null && (
        <span
          className={cn(
            "text-meta max-sm:block sm:mr-3",
            change > 0 ? "text-success" : change < 0 ? "text-danger" : "text-ink-faint",
          )}
        >
          {signed(change, formatCount)}
        </span>
      )}
      <span className={change === null ? "text-ink-faint" : "font-medium"}>{formatCount(balance)}</span>
    </td>
  );
}
