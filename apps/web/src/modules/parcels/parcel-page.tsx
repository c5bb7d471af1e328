"use client";

import { useQuery } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import type { FieldIssue } from "@waybill/validators";
import { asSentence } from "@waybill/validators/sentence";
import { stuckHours } from "@waybill/validators/thresholds";
import { CircleAlertIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { Suspense, useState } from "react";
import { Loaded } from "@/components/loaded.tsx";
import { Page } from "@/components/page.tsx";
import { Notice, Panel, Skeleton } from "@/components/ui/surface.tsx";
import { useTabTitle } from "@/navigation/tab-title.ts";
import { OtherViewers } from "@/platform/presence/other-viewers.tsx";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { EditParcelForm } from "./lazy.ts";
import { ParcelActions } from "./parcel-actions.tsx";
import { ParcelContents } from "./parcel-contents.tsx";
import { ParcelDetails } from "./parcel-details.tsx";
import { ParcelBadge } from "./parcel-parts.tsx";
import { Recipient } from "./recipient.tsx";
import { Timeline } from "./timeline.tsx";

type Parcel = RouterOutputs["parcels"]["byId"];

/** One parcel: items, recipient, actions and timeline. */
export function ParcelPage({ id }: { id: string }) {
  const t = useTranslations("parcels");
  const query = useQuery(useTRPC().parcels.byId.queryOptions({ id }));
  const crumbs = [{ label: t("title"), href: `/t/${useTenant()}/parcels` }];
  return (
    <Loaded query={query} title={t("single")} crumbs={crumbs}>
      {(parcel) => <LoadedParcel parcel={parcel} crumbs={crumbs} />}
    </Loaded>
  );
}

function LoadedParcel({ parcel, crumbs }: { parcel: Parcel; crumbs: { label: string; href: string }[] }) {
  const t = useTranslations("parcels");
  const apiText = useApiText();
  useTabTitle(parcel.reference);
  const [editing, setEditing] = useState<Parcel | null>(null);
  const [refused, setRefused] = useState<FieldIssue[]>([]);
  return (
    <Page
      title={parcel.reference}
      crumbs={crumbs}
      badge={
        <>
          <ParcelBadge state={parcel.state} />
          <OtherViewers entity="parcel" entityId={parcel.id} />
        </>
      }
      actions={!editing && <ParcelActions parcel={parcel} onEdit={() => setEditing(parcel)} onRefused={setRefused} />}
    >
      {refused.length > 0 && (
        <Notice variant="danger" icon={<CircleAlertIcon aria-hidden />} alert>
          <p className="font-medium">{t("actions.refused")}</p>
          <ul className="list-disc pl-4">
            {refused.map((issue) => (
              <li key={`${issue.path.join(".")}${issue.message}`}>{apiText(issue.message)}</li>
            ))}
          </ul>
        </Notice>
      )}
      <AttentionNotice parcel={parcel} />
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="flex flex-col gap-4">
          <Panel title={t(editing ? "edit" : "page.items")}>
            {editing ? (
              <Suspense fallback={<Skeleton className="h-96" />}>
                <EditParcelForm parcel={editing} now={parcel} onDone={() => setEditing(null)} />
              </Suspense>
            ) : (
              <ParcelContents parcel={parcel} />
            )}
          </Panel>
          <Panel title={t("page.timeline")}>
            <Timeline parcelId={parcel.id} />
          </Panel>
        </div>
        <div className="flex flex-col gap-4">
          <Recipient parcel={parcel} />
          <ParcelDetails parcel={parcel} />
        </div>
      </div>
    </Page>
  );
}

/** The reason why the parcel needs attention, and the remedy. */
function AttentionNotice({ parcel }: { parcel: Parcel }) {
  const { attention, failure } = parcel;
  const t = useTranslations("parcels.attention");
  const apiText = useApiText();
  if (!attention) return null;
  return (
    <Notice variant={attention === "failed" ? "danger" : "warning"} icon={<CircleAlertIcon aria-hidden />}>
      <p className="break-words font-medium">
        {asSentence(failure === null ? t(`reasons.${attention}`, { hours: stuckHours }) : apiText(failure))}
      </p>
      <p>{attention === "failed" ? t("failedOrCancel") : t(`help.${attention}`)}</p>
    </Notice>
  );
}
