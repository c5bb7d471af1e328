"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ParcelState } from "@waybill/validators/parcels";
import { MapPinIcon, PackageIcon, PlusIcon, ShapesIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { EmptyState, ErrorState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Select } from "@/components/ui/input.tsx";
import { Card, Panel, Skeleton } from "@/components/ui/surface.tsx";
import { useUrlState } from "@/lib/url-state.ts";
import { useTenantInfo } from "@/lib/use-access.ts";
import { useFormats } from "@/lib/use-formats.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { DayChart } from "./day-chart.tsx";
import { parcelListQuery } from "./parcel-links.ts";
import { ParcelBadge } from "./parcel-parts.tsx";
import { figuresInput, latestInput } from "./query-inputs.ts";

const tiles: { name: "draft" | "packed" | "underway" | "delivered" | "failed"; states: ParcelState[] }[] = [
  { name: "draft", states: ["draft"] },
  { name: "packed", states: ["packed"] },
  { name: "underway", states: ["dispatched", "in_transit"] },
  { name: "delivered", states: ["delivered"] },
  { name: "failed", states: ["failed"] },
];

/** The primary action of the dashboard. */
export function NewParcel() {
  const t = useTranslations("parcels");
  return (
    <GuardedButton permission="parcels.create" variant="primary" asChild>
      <Link href={`/t/${useTenant()}/parcels/new`}>
        <PlusIcon /> {t("new")}
      </Link>
    </GuardedButton>
  );
}

/** The figures for the period and the tag in the URL, and whether there are no parcels yet. */
function useFigures() {
  const [url] = useUrlState();
  const input = figuresInput(url);
  const query = useQuery(useTRPC().parcels.figures.queryOptions(input, { placeholderData: keepPreviousData }));
  const none = query.data !== undefined && Object.values(query.data.byState).every((count) => count === 0);
  return { ...query, tag: input.tagId, empty: none && !input.tagId };
}

/** Limits the figures to parcels with a tag. */
export function TagFilter() {
  const t = useTranslations("parcels.dashboard");
  const [url, setUrl] = useUrlState();
  const { data: tags } = useQuery(useTRPC().tags.list.queryOptions());
  if (!tags || tags.items.length === 0) return null;
  return (
    <Select
      aria-label={t("byTag")}
      value={url.tag ?? ""}
      onChange={({ target }) => setUrl({ tag: target.value })}
      className="w-auto max-w-44"
    >
      <option value="">{t("anyTag")}</option>
      {tags.items.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </Select>
  );
}

/** The number of parcels by state; without parcels, how to begin. */
export function ParcelCounts() {
  const t = useTranslations("parcels.dashboard");
  const { formatCount } = useFormats();
  const base = `/t/${useTenant()}`;
  const { name } = useTenantInfo();
  const { data, error, refetch, empty, tag } = useFigures();
  if (error) {
    return (
      <Card>
        <ErrorState error={error} onRetry={refetch} />
      </Card>
    );
  }
  if (empty) {
    return (
      <Card>
        <EmptyState
          icon={<PackageIcon />}
          title={t("welcome", { name })}
          actions={
            <>
              <Button asChild>
                <Link href={`${base}/items`}>
                  <ShapesIcon /> {t("items")}
                </Link>
              </Button>
              <Button asChild>
                <Link href={`${base}/places`}>
                  <MapPinIcon /> {t("places")}
                </Link>
              </Button>
            </>
          }
        >
          {t("welcomeAbout")}
        </EmptyState>
      </Card>
    );
  }
  return (
    <ul className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5">
      {tiles.map(({ name: tile, states }) => (
        <li key={tile} className="max-sm:last:col-span-2">
          <Link
            href={`${base}/parcels${parcelListQuery({ states, tag })}`}
            className="flex h-full flex-col gap-1 rounded-lg border border-line bg-surface p-4 hover:border-line-strong"
          >
            <span className="text-ink-soft">{t(`tiles.${tile}`)}</span>
            {data ? (
              <span className="tabular font-semibold text-2xl">
                {formatCount(states.reduce((sum, state) => sum + data.byState[state], 0))}
              </span>
            ) : (
              <Skeleton className="h-8 w-12" />
            )}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** Dispatched and delivered parcels by day. */
export function ParcelDays() {
  const t = useTranslations("parcels.dashboard");
  const base = `/t/${useTenant()}/parcels`;
  const { data, error, empty, tag } = useFigures();
  if (error || empty) return null;
  const hrefOf = (kind: "dispatched" | "delivered", day: string) =>
    `${base}${parcelListQuery({ tag, [kind]: { from: day, to: day } })}`;
  return (
    <Panel title={t("days.title")}>
      {data ? <DayChart days={data.byDay} hrefOf={hrefOf} /> : <Skeleton className="h-64" />}
    </Panel>
  );
}

/** Dispatched and delivered parcels of the period, and their durations. */
export function ParcelTimes() {
  const t = useTranslations("parcels.dashboard.times");
  const { formatSpan } = useFormats();
  const spanOf = (seconds: number | null | undefined) => (typeof seconds === "number" ? formatSpan(seconds) : "–");
  const base = `/t/${useTenant()}/parcels`;
  const { data, error, empty, tag } = useFigures();
  if (error || empty) return null;
  const days = data && { from: data.from, to: data.to };
  const total = (kind: "dispatched" | "delivered") => data?.byDay.reduce((sum, day) => sum + day[kind], 0) ?? 0;
  const rows = [
    {
      word: t("dispatched"),
      took: t("sinceCreated"),
      count: total("dispatched"),
      times: data?.toDispatch,
      href: parcelListQuery({ tag, dispatched: days }),
    },
    {
      word: t("delivered"),
      took: t("sinceDispatched"),
      count: total("delivered"),
      times: data?.toDeliver,
      href: parcelListQuery({ tag, delivered: days }),
    },
  ];
  return (
    <Panel title={t("title")}>
      {!data && <Skeleton className="h-24" />}
      {data && (
        <FigureTable
          head={[
            t("parcels"),
            <span key="count" className="sr-only">
              {t("count")}
            </span>,
            t("median"),
            t("p95"),
          ]}
        >
          {rows.map(({ word, took, count, times, href }) => (
            <tr key={word}>
              <th scope="row" className="py-2 pr-3 text-left font-normal">
                {word}
                <span className="block text-ink-faint text-meta">{took}</span>
              </th>
              <Figure>
                <NumberLink href={`${base}${href}`} count={count} />
              </Figure>
              <Figure>{spanOf(times?.median)}</Figure>
              <Figure>{spanOf(times?.p95)}</Figure>
            </tr>
          ))}
        </FigureTable>
      )}
    </Panel>
  );
}

/** Dispatched and failed parcels of the period by carrier. */
export function ParcelCarriers() {
  const t = useTranslations("parcels.dashboard.carriers");
  const apiText = useApiText();
  const { formatShare } = useFormats();
  const base = `/t/${useTenant()}/parcels`;
  const { data, error, empty, tag } = useFigures();
  if (error || empty) return null;
  return (
    <Panel title={t("title")}>
      {!data && <Skeleton className="h-24" />}
      {data?.carriers.length === 0 && <p className="text-ink-soft">{t("none")}</p>}
      {data && data.carriers.length > 0 && (
        <FigureTable head={[t("carrier"), t("dispatched"), t("failed"), t("share")]}>
          {data.carriers.map(({ carrier, dispatched, failed }) => {
            const given = { tag, carrier, dispatched: { from: data.from, to: data.to } };
            const href = carrier === null ? null : `${base}${parcelListQuery(given)}`;
            const failures = carrier === null ? null : `${base}${parcelListQuery({ ...given, states: ["failed"] })}`;
            return (
              <tr key={carrier}>
                <th scope="row" className="max-w-40 truncate py-2 pr-3 text-left font-normal">
                  {carrier !== null ? apiText(carrier) : <span className="text-ink-faint">{t("unknown")}</span>}
                </th>
                <Figure>
                  <NumberLink href={href} count={dispatched} />
                </Figure>
                <Figure>
                  <NumberLink href={failures} count={failed} />
                </Figure>
                <Figure>{formatShare(failed, dispatched)}</Figure>
              </tr>
            );
          })}
        </FigureTable>
      )}
    </Panel>
  );
}

function FigureTable({ head: [first, ...others], children }: { head: ReactNode[]; children: ReactNode }) {
  return (
    <table className="-my-2 w-full">
      <thead>
        <tr className="text-ink-faint text-meta">
          <th scope="col" className="wrap-anywhere hyphens-auto py-1 pr-3 text-left font-normal">
            {first}
          </th>
          {others.map((word, column) => (
            <th key={column} scope="col" className="wrap-anywhere hyphens-auto py-1 pl-3 text-right font-normal">
              {word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="divide-y divide-line">{children}</tbody>
    </table>
  );
}

const Figure = ({ children }: { children: ReactNode }) => <td className="tabular py-2 pl-3 text-right">{children}</td>;

/** A number that links to the counted parcels; plain if no list shows exactly these. */
function NumberLink({ href, count }: { href: string | null; count: number }) {
  const { formatCount } = useFormats();
  if (href === null) return formatCount(count);
  return (
    <Link href={href} className="rounded font-medium text-accent hover:underline">
      {formatCount(count)}
    </Link>
  );
}

/** The most recently changed parcels. */
export function LatestParcels() {
  const t = useTranslations("parcels.dashboard");
  const base = `/t/${useTenant()}`;
  const { data: latest } = useQuery(useTRPC().parcels.list.queryOptions(latestInput));
  if (latest?.items.length === 0) return null;
  return (
    <Panel
      title={t("latest")}
      action={
        <Link href={`${base}/parcels`} className="rounded text-accent text-meta hover:underline">
          {t("all")}
        </Link>
      }
    >
      {!latest && <Skeleton className="h-48" />}
      <ul className="-my-2 divide-y divide-line">
        {latest?.items.map((parcel) => (
          <li key={parcel.id} className="flex items-center gap-3 py-2">
            <Link
              href={`${base}/parcels/${parcel.id}`}
              className="tabular max-w-[45%] shrink-0 truncate rounded font-medium hover:underline"
            >
              {parcel.reference}
            </Link>
            <span className="min-w-0 flex-1 truncate text-ink-soft">{parcel.recipientName}</span>
            <span className="text-ink-faint text-meta max-sm:hidden">
              <RelativeTime at={parcel.updatedAt} />
            </span>
            <ParcelBadge state={parcel.state} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
