"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { PencilIcon, Trash2Icon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { DeleteDialog } from "@/components/delete-dialog.tsx";
import { Facts } from "@/components/facts.tsx";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { Loaded } from "@/components/loaded.tsx";
import { Page } from "@/components/page.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { toast } from "@/components/toast.ts";
import { Panel } from "@/components/ui/surface.tsx";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTabTitle } from "@/navigation/tab-title.ts";
import { OtherViewers } from "@/platform/presence/other-viewers.tsx";
import { EntityPanels } from "@/platform/shell/entity-panels.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { Address } from "./address.tsx";
import { EditPlaceForm } from "./place-form.tsx";

type Place = RouterOutputs["places"]["byId"];

/** One place: its address, or the form to change it, and the panels of other modules. */
export function PlacePage({ id }: { id: string }) {
  const t = useTranslations("places");
  const query = useQuery(useTRPC().places.byId.queryOptions({ id }));
  const crumbs = [{ label: t("title"), href: `/t/${useTenant()}/places` }];
  return (
    <Loaded query={query} title={t("single")} crumbs={crumbs}>
      {(place) => <LoadedPlace place={place} crumbs={crumbs} />}
    </Loaded>
  );
}

function LoadedPlace({ place, crumbs }: { place: Place; crumbs: { label: string; href: string }[] }) {
  const t = useTranslations("places");
  useTabTitle(place.name);
  const [editing, setEditing] = useState<Place | null>(null);
  const [deleting, setDeleting] = useState(false);
  const facts: [string, ReactNode][] = [
    [
      t("fields.code"),
      <span key="code" className="tabular">
        {place.code}
      </span>,
    ],
    [t("fields.address"), <Address key="address" place={place} />],
    ...(place.latitude !== null && place.longitude !== null
      ? ([
          [
            t("fields.coordinates"),
            <span
              key="position"
              className="tabular"
            >{`${place.latitude.toFixed(4)}, ${place.longitude.toFixed(4)}`}</span>,
          ],
        ] satisfies [string, ReactNode][])
      : []),
    [t("fields.changed"), <RelativeTime key="changed" at={place.updatedAt} />],
  ];
  return (
    <Page
      title={place.name}
      crumbs={crumbs}
      badge={<OtherViewers entity="place" entityId={place.id} />}
      actions={
        !editing && (
          <>
            <GuardedButton permission="places.delete" onClick={() => setDeleting(true)}>
              <Trash2Icon /> {t("delete")}
            </GuardedButton>
            <GuardedButton permission="places.update" variant="primary" onClick={() => setEditing(place)}>
              <PencilIcon /> {t("edit")}
            </GuardedButton>
          </>
        )
      }
    >
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
        <Panel title={t(editing ? "edit" : "details")}>
          {editing ? (
            <EditPlaceForm place={editing} now={place} onDone={() => setEditing(null)} />
          ) : (
            <Facts facts={facts} />
          )}
        </Panel>
        <EntityPanels entity="place" id={place.id} />
      </div>
      {deleting && <DeletePlace place={place} onClose={() => setDeleting(false)} />}
    </Page>
  );
}

function DeletePlace({ place: { id, name }, onClose }: { place: Place; onClose: () => void }) {
  const t = useTranslations("places");
  const router = useRouter();
  const queryClient = useQueryClient();
  const list = `/t/${useTenant()}/places`;
  return (
    <DeleteDialog
      title={t("deletion.title", { name })}
      action={t("deletion.confirm")}
      {...{ id, onClose }}
      mutation={useTRPC().places.delete.mutationOptions()}
      onDeleted={() => {
        toast.success(t("deleted", { name }));
        router.push(list);
        void invalidateEntity(queryClient, "place");
      }}
    />
  );
}
