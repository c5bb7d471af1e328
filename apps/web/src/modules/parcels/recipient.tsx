"use client";

import type { RouterOutputs } from "@waybill/api";
import { MapPinPenIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Suspense, useState } from "react";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { Notice, Panel } from "@/components/ui/surface.tsx";
import { Address } from "@/modules/places/parts.ts";
import { useTenant } from "@/trpc/client.tsx";
import { CorrectAddress } from "./lazy.ts";

type Parcel = RouterOutputs["parcels"]["byId"];

/** The recipient, as at the dispatch if the parcel was dispatched; then with a note if the place was changed since. */
export function Recipient({ parcel }: { parcel: Parcel }) {
  const t = useTranslations("parcels.recipient");
  const tenant = useTenant();
  const { recipient, currentPlace, shipment, state } = parcel;
  const [correcting, setCorrecting] = useState(false);
  const mayCorrect = state === "failed" || state === "packed" || state === "draft";
  return (
    <Panel
      title={t("title")}
      action={
        mayCorrect && (
          <GuardedButton permission="places.update" size="sm" onClick={() => setCorrecting(true)}>
            <MapPinPenIcon /> {t("correct")}
          </GuardedButton>
        )
      }
    >
      <Link href={`/t/${tenant}/places/${recipient.id}`} className="break-words rounded font-medium hover:underline">
        {recipient.name}
      </Link>
      <div className="break-words text-ink-soft">
        <Address place={recipient} />
      </div>
      {shipment && <p className="mt-2 text-ink-faint text-meta">{t("asDispatched")}</p>}
      {currentPlace && (
        <div className="mt-3">
          <Notice variant="info">
            <p className="font-medium">{t("changed")}</p>
            <p className="break-words">{currentPlace.name}</p>
            <Address place={currentPlace} />
            {state === "failed" && <p className="mt-1">{t("retryGoesThere")}</p>}
          </Notice>
        </div>
      )}
      <Suspense fallback={null}>
        {correcting && <CorrectAddress placeId={recipient.id} onClose={() => setCorrecting(false)} />}
      </Suspense>
    </Panel>
  );
}
