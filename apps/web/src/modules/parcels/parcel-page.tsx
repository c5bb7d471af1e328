"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import type { RouterOutputs } from "@waybill/api";
import { asSentence, type FieldIssue, fieldIssue } from "@waybill/validators";
import {
  BanIcon,
  CircleAlertIcon,
  DownloadIcon,
  MapPinPenIcon,
  MoreHorizontalIcon,
  PackageCheckIcon,
  PackageOpenIcon,
  PencilIcon,
  RotateCwIcon,
  SendIcon,
} from "lucide-react";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { toast } from "sonner";
import { z } from "zod";
import { Facts } from "@/components/facts.tsx";
import { Loaded } from "@/components/loaded.tsx";
import { Page } from "@/components/page.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu.tsx";
import { Notice, Panel } from "@/components/ui/surface.tsx";
import { GuardedButton, useCan } from "@/lib/access.tsx";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { useTabTitle } from "@/lib/tab-title.ts";
import { useAction } from "@/lib/use-action.ts";
import { useFormats } from "@/lib/use-formats.ts";
import { useRefusals } from "@/lib/use-refusals.ts";
import { Address, EditPlaceForm } from "@/modules/places/parts.ts";
import { TagList } from "@/modules/tags/parts.ts";
import { AlsoHere } from "@/platform/presence/also-here.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { EditParcelForm } from "./parcel-form.tsx";
import { attentionWords, ParcelBadge } from "./parcel-parts.tsx";
import { Timeline } from "./timeline.tsx";

type Parcel = RouterOutputs["parcels"]["byId"];

/** One parcel: what it holds, where it goes, what can be done with it, and what happened. */
export function ParcelPage({ id }: { id: string }) {
  const query = useQuery(useTRPC().parcels.byId.queryOptions({ id }));
  const crumbs = [{ label: "Parcels", href: `/t/${useTenant()}/parcels` }];
  return (
    <Loaded query={query} what="Parcel" crumbs={crumbs}>
      {(parcel) => <LoadedParcel parcel={parcel} crumbs={crumbs} />}
    </Loaded>
  );
}

function LoadedParcel({ parcel, crumbs }: { parcel: Parcel; crumbs: { label: string; href: string }[] }) {
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
          <AlsoHere entity="parcel" entityId={parcel.id} />
        </>
      }
      actions={!editing && <ParcelActions parcel={parcel} onEdit={() => setEditing(parcel)} onRefused={setRefused} />}
    >
      {refused.length > 0 && (
        <Notice kind="danger" icon={<CircleAlertIcon aria-hidden />} alert>
          <p className="font-medium">This parcel cannot be sent yet:</p>
          <ul className="list-disc pl-4">
            {refused.map((issue) => (
              <li key={`${issue.path.join(".")}${issue.message}`}>{issue.message}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Trouble parcel={parcel} />
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="flex flex-col gap-4">
          <Panel title={editing ? "Edit" : "Items"}>
            {editing ? (
              <EditParcelForm parcel={editing} now={parcel} onDone={() => setEditing(null)} />
            ) : (
              <Contents parcel={parcel} />
            )}
          </Panel>
          <Panel title="Timeline">
            <Timeline parcelId={parcel.id} />
          </Panel>
        </div>
        <Side parcel={parcel} />
      </div>
    </Page>
  );
}

/** Why the parcel needs somebody, in words, and what they can do. */
function Trouble({ parcel }: { parcel: Parcel }) {
  const { attention, failure } = parcel;
  if (!attention) return null;
  const { word, help } = attentionWords[attention];
  return (
    <Notice kind={attention === "failed" ? "danger" : "warning"} icon={<CircleAlertIcon aria-hidden />}>
      <p className="break-words font-medium">{asSentence(failure ?? word)}</p>
      <p>
        {help}
        {attention === "failed" && " Or cancel the parcel: its items go back into stock."}
      </p>
    </Notice>
  );
}

/** The recipient: as it is, or as it was when the parcel left; then with a hint where the place was changed since. */
function Recipient({ parcel }: { parcel: Parcel }) {
  const tenant = useTenant();
  const { recipient, placeNow, shipment, state } = parcel;
  const [mending, setMending] = useState(false);
  const mayMend = state === "failed" || state === "packed" || state === "draft";
  return (
    <Panel
      title="Recipient"
      action={
        mayMend && (
          <GuardedButton permission="places.update" size="sm" onClick={() => setMending(true)}>
            <MapPinPenIcon /> Mend the address
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
      {shipment && <p className="mt-2 text-ink-faint text-meta">As it was when the parcel left.</p>}
      {placeNow && (
        <div className="mt-3">
          <Notice kind="info">
            <p className="font-medium">This place was changed since:</p>
            <p className="break-words">{placeNow.name}</p>
            <Address place={placeNow} />
            {state === "failed" && <p className="mt-1">“Try again” sends the parcel there.</p>}
          </Notice>
        </div>
      )}
      {mending && <MendAddress placeId={recipient.id} onClose={() => setMending(false)} />}
    </Panel>
  );
}

/** The form of the place, over the parcel's page. */
function MendAddress({ placeId, onClose }: { placeId: string; onClose: () => void }) {
  const { data: place } = useQuery(useTRPC().places.byId.queryOptions({ id: placeId }));
  const queryClient = useQueryClient();
  const [opened, setOpened] = useState<typeof place>();
  if (place && !opened) setOpened(place);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Mend the address"
      description="It is changed for everything that is sent there."
    >
      {opened && place && (
        <EditPlaceForm
          place={opened}
          now={place}
          onDone={() => {
            onClose();
            void invalidateEntity(queryClient, "parcel");
          }}
        />
      )}
    </Dialog>
  );
}

function Contents({ parcel }: { parcel: Parcel }) {
  const { formatCount, formatWeight } = useFormats();
  const tenant = useTenant();
  const sent = parcel.shipment !== null;
  return (
    <div className="-m-4 overflow-x-auto">
      <table className="w-full text-left">
        <thead>
          <tr className="border-line border-b text-ink-faint text-meta">
            <th scope="col" className="h-9 px-4 font-medium">
              Item
            </th>
            <th scope="col" className="h-9 px-4 text-right font-medium max-sm:hidden">
              Weight
            </th>
            {!sent && (
              <th scope="col" className="h-9 px-4 text-right font-medium max-sm:hidden">
                Available
              </th>
            )}
            <th scope="col" className="h-9 px-4 text-right font-medium">
              Quantity
            </th>
          </tr>
        </thead>
        <tbody>
          {parcel.lines.map((line) => (
            <tr key={line.itemId} className="h-11 border-line border-b">
              <td className="px-4 py-2">
                <Link href={`/t/${tenant}/items/${line.itemId}`} className="rounded font-medium hover:underline">
                  {line.name}
                </Link>{" "}
                <span className="tabular text-ink-faint text-meta">{line.sku}</span>
              </td>
              <td className="tabular px-4 text-right max-sm:hidden">{formatWeight(line.weight * line.quantity)}</td>
              {line.available !== null && (
                <td className="tabular px-4 text-right text-ink-soft max-sm:hidden">{formatCount(line.available)}</td>
              )}
              <td className="tabular px-4 text-right font-medium">{formatCount(line.quantity)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="tabular px-4 py-2.5 text-right text-ink-soft">{formatWeight(parcel.weight)} in all</p>
    </div>
  );
}

function Side({ parcel }: { parcel: Parcel }) {
  const facts: [string, ReactNode][] = [
    ["Created", <RelativeTime key="created" at={parcel.createdAt} />],
    ...(parcel.dispatchedAt
      ? ([["Dispatched", <RelativeTime key="dispatched" at={parcel.dispatchedAt} />]] satisfies [string, ReactNode][])
      : []),
    ...(parcel.deliveredAt
      ? ([["Delivered", <RelativeTime key="delivered" at={parcel.deliveredAt} />]] satisfies [string, ReactNode][])
      : []),
    ...(parcel.shipment && parcel.shipment.number > 1
      ? ([["Shipment", `No. ${parcel.shipment.number}`]] satisfies [string, ReactNode][])
      : []),
    ...(parcel.carrier ? ([["Carrier", parcel.carrier]] satisfies [string, ReactNode][]) : []),
    ...(parcel.trackingNumber
      ? ([
          [
            "Tracking",
            <span key="tracking" className="tabular break-all">
              {parcel.trackingNumber}
            </span>,
          ],
        ] satisfies [string, ReactNode][])
      : []),
    ["Tags", parcel.tagIds.length > 0 ? <TagList key="tags" ids={parcel.tagIds} /> : "None"],
  ];
  return (
    <div className="flex flex-col gap-4">
      <Recipient parcel={parcel} />
      <Panel title="Facts">
        <Facts facts={facts} />
      </Panel>
      {parcel.note && (
        <Panel title="Note">
          <p className="whitespace-pre-wrap break-words">{parcel.note}</p>
        </Panel>
      )}
    </div>
  );
}

const refusal = z.object({ issues: z.array(fieldIssue).min(1) });

function ParcelActions({
  parcel,
  onEdit,
  onRefused,
}: {
  parcel: Parcel;
  onEdit: () => void;
  onRefused: (issues: FieldIssue[]) => void;
}) {
  const { issuesFrom } = useRefusals();
  const { id, reference, state, labelFileId } = parcel;
  const trpc = useTRPC();
  const tenant = useTenant();
  const can = useCan();
  const queryClient = useQueryClient();
  const [cancelling, setCancelling] = useState(false);
  const pack = useAction(trpc.parcels.setPacked.mutationOptions());
  const dispatch = useMutation(trpc.parcels.dispatch.mutationOptions());
  const retry = useMutation(trpc.parcels.retry.mutationOptions());
  const refresh = () => Promise.all([invalidateEntity(queryClient, "parcel"), invalidateEntity(queryClient, "item")]);

  const send = async (call: typeof dispatch | typeof retry, done: string) => {
    onRefused([]);
    try {
      await call.mutateAsync({ id });
      toast.success(`${reference} ${done}`);
    } catch (error) {
      const known = refusal.safeParse(error instanceof TRPCClientError ? error.data : null);
      if (known.success) onRefused(known.data.issues);
      else toast.error(issuesFrom(error)[0]?.message);
    }
    await refresh();
  };
  const setPacked = async (packed: boolean) => {
    if (await pack.run({ id, packed })) onRefused([]);
    await refresh();
  };

  return (
    <>
      {labelFileId && (
        <Button asChild>
          <a href={`/api/files/${labelFileId}?tenant=${tenant}`} target="_blank" rel="noreferrer">
            <DownloadIcon /> Label
          </a>
        </Button>
      )}
      {(state === "draft" || state === "packed") && (
        <GuardedButton permission="parcels.update" object={parcel} onClick={onEdit}>
          <PencilIcon /> Edit
        </GuardedButton>
      )}
      {state === "draft" && (
        <GuardedButton
          permission="parcels.update"
          object={parcel}
          variant="primary"
          disabled={pack.pending}
          onClick={() => setPacked(true)}
        >
          <PackageCheckIcon /> Mark as packed
        </GuardedButton>
      )}
      {state === "packed" && (
        <GuardedButton
          permission="parcels.dispatch"
          variant="primary"
          object={parcel}
          disabled={dispatch.isPending}
          onClick={() => send(dispatch, "was dispatched")}
        >
          <SendIcon /> Dispatch
        </GuardedButton>
      )}
      {(state === "failed" || parcel.attention === "stuck") && (
        <GuardedButton
          permission="parcels.retry"
          variant="primary"
          object={parcel}
          disabled={retry.isPending}
          onClick={() => send(retry, "is tried again")}
        >
          <RotateCwIcon /> Try again
        </GuardedButton>
      )}
      {(can("parcels.cancel", parcel) || state === "packed") && (
        <Menu>
          <MenuTrigger asChild>
            <Button size="icon" aria-label="More actions">
              <MoreHorizontalIcon />
            </Button>
          </MenuTrigger>
          <MenuContent align="end">
            {state === "packed" && (
              <MenuItem disabled={!can("parcels.update", parcel)} onSelect={() => setPacked(false)}>
                <PackageOpenIcon aria-hidden /> Take back to draft
              </MenuItem>
            )}
            <MenuItem danger disabled={!can("parcels.cancel", parcel)} onSelect={() => setCancelling(true)}>
              <BanIcon aria-hidden /> Cancel the parcel
            </MenuItem>
          </MenuContent>
        </Menu>
      )}
      {cancelling && (
        <CancelParcel id={id} reference={reference} failed={state === "failed"} onClose={() => setCancelling(false)} />
      )}
    </>
  );
}

function CancelParcel({
  id,
  reference,
  failed,
  onClose,
}: {
  id: string;
  reference: string;
  failed: boolean;
  onClose: () => void;
}) {
  const queryClient = useQueryClient();
  const { run, pending } = useAction(useTRPC().parcels.cancel.mutationOptions(), `${reference} was cancelled`);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Cancel the parcel ${reference}?`}
      description={
        failed
          ? "What it took goes back into stock. This cannot be undone."
          : "It will not be sent, and what it has reserved is available again. This cannot be undone."
      }
    >
      <Actions>
        <Button onClick={onClose}>Keep it</Button>
        <Button
          variant="danger"
          disabled={pending}
          onClick={async () => {
            await run({ id });
            await Promise.all([invalidateEntity(queryClient, "parcel"), invalidateEntity(queryClient, "item")]);
            onClose();
          }}
        >
          <BanIcon /> Cancel the parcel
        </Button>
      </Actions>
    </Dialog>
  );
}
