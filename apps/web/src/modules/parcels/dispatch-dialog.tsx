"use client";

import { useQuery } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import type { ObstacleKind, ParcelSelection } from "@waybill/validators/parcels";
import {
  ArchiveIcon,
  BanIcon,
  CircleCheckIcon,
  type LucideIcon,
  MapPinOffIcon,
  PackageXIcon,
  PrinterXIcon,
  RotateCwIcon,
  SendIcon,
  WeightIcon,
} from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { ErrorState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Notice, Skeleton } from "@/components/ui/surface.tsx";
import { GuardedButton } from "@/lib/access.tsx";
import { formatCount } from "@/lib/format.ts";
import { useAction } from "@/lib/use-action.ts";
import { useFormats } from "@/lib/use-formats.ts";
import { ReceiveDialog } from "@/modules/items/parts.ts";
import { MendAddress } from "@/modules/places/parts.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { stateWord } from "./parcel-parts.tsx";

type Preflight = RouterOutputs["parcels"]["preflight"];
type Group = Preflight["obstacles"][number];
type Subject = Group["subjects"][number];

/** What stands in the way of some parcels, in words. */
const groupLooks: Record<ObstacleKind, { icon: LucideIcon; one: string; many: string }> = {
  address: { icon: MapPinOffIcon, one: "lacks a street or a postcode", many: "lack a street or a postcode" },
  label: {
    icon: PrinterXIcon,
    one: "has letters that its label cannot print",
    many: "have letters that their labels cannot print",
  },
  stock: { icon: PackageXIcon, one: "is out of stock", many: "are out of stock" },
  archived: { icon: ArchiveIcon, one: "holds an archived item", many: "hold an archived item" },
  weight: { icon: WeightIcon, one: "is too heavy", many: "are too heavy" },
  state: { icon: BanIcon, one: "cannot be dispatched", many: "cannot be dispatched" },
};

/**
 * Says what would become of the chosen parcels, has what stands in the way mended, and dispatches them.
 *
 * It counts when it is opened and after each thing that is mended, not with every change of a parcel: while a batch runs,
 * they are many.
 */
export function DispatchDialog({
  selection,
  onClose,
  onBegun,
}: {
  selection: ParcelSelection;
  onClose: () => void;
  onBegun?: () => void;
}) {
  const options = useTRPC().parcels.preflight.queryOptions({ selection }, { enabled: false, gcTime: 0 });
  const { data, error, isFetching, refetch } = useQuery(options);
  const count = () => void refetch();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is opened
  useEffect(count, []);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Dispatch parcels"
      description="Each parcel leaves by itself: one that cannot go stays as it is, and holds up no other."
      wide
    >
      {error && !isFetching ? (
        <ErrorState error={error} onRetry={count} />
      ) : data ? (
        <Counted {...{ preflight: data, selection, counting: isFetching, onCount: count, onClose, onBegun }} />
      ) : (
        <div className="flex flex-col gap-3" role="status" aria-label="Counting">
          <Skeleton className="h-10" />
          <Skeleton className="h-24" />
          <Skeleton className="h-24" />
        </div>
      )}
    </Dialog>
  );
}

function Counted({
  preflight,
  selection,
  counting,
  onCount,
  onClose,
  onBegun,
}: {
  preflight: Preflight;
  selection: ParcelSelection;
  counting: boolean;
  onCount: () => void;
  onClose: () => void;
  onBegun: (() => void) | undefined;
}) {
  const { formatCount } = useFormats();
  const router = useRouter();
  const tenant = useTenant();
  const { until, total, ready, obstacles, others } = preflight;
  const { run, pending } = useAction(useTRPC().parcels.dispatchMany.mutationOptions());
  const dispatch = async () => {
    const begun = await run({ selection, until, expected: total });
    if (!begun) return onCount();
    onBegun?.();
    router.push(`/t/${tenant}/jobs/${begun.jobId}`);
  };
  return (
    <>
      <Summary preflight={preflight} />
      {obstacles.map((group) => (
        <ObstacleGroup key={group.kind} group={group} onMended={onCount} />
      ))}
      {others.length > 0 && (
        <section className="flex flex-col gap-1 text-ink-soft">
          <h3 className="font-medium text-ink">Not part of this dispatch</h3>
          <ul>
            {others.map(({ state, message, parcels, references }) => (
              <li key={state} className="break-words">
                {state === "draft"
                  ? `${countOf(parcels)}: ${message}`
                  : `${countOf(parcels)}, ${stateWord(state).toLowerCase()}`}
                <span className="text-ink-faint text-meta">: {named(references, parcels)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Actions className="-bottom-5 sticky -mx-5 -mb-5 border-line border-t bg-raised px-5 py-3">
        <Button variant="ghost" disabled={counting} onClick={onCount} className="mr-auto">
          <RotateCwIcon /> Count again
        </Button>
        <Button onClick={onClose}>Cancel</Button>
        <GuardedButton
          permission="parcels.dispatch"
          variant="primary"
          disabled={pending || counting || ready === 0}
          onClick={dispatch}
        >
          <SendIcon /> Dispatch {formatCount(ready)}
        </GuardedButton>
      </Actions>
    </>
  );
}

/** How many can go, and what becomes of the others. */
function Summary({ preflight: { total, ready, drafts } }: { preflight: Preflight }) {
  const { formatCount } = useFormats();
  const stay = total - ready;
  return (
    <Notice
      kind={ready > 0 ? "success" : "warning"}
      icon={ready > 0 ? <CircleCheckIcon aria-hidden /> : <BanIcon aria-hidden />}
    >
      <p className="font-medium">
        {formatCount(ready)} of {countOf(total)} can go.
      </p>
      {drafts > 0 && (
        <p>
          {formatCount(drafts)} of them {drafts === 1 ? "is a draft, and is" : "are drafts, and are"} packed on the way.
        </p>
      )}
      {stay > 0 && (
        <p>
          {formatCount(stay)} {stay === 1 ? "stays" : "stay"} until what is wrong is mended, here or later.
        </p>
      )}
    </Notice>
  );
}

const countOf = (parcels: number) => `${formatCount(parcels)} ${parcels === 1 ? "parcel" : "parcels"}`;

/** The first parcels by their references, and how many more there are. */
function named(references: string[], parcels: number): string {
  const more = parcels - references.length;
  return references.join(", ") + (more > 0 ? ` and ${formatCount(more)} more` : "");
}

/** One kind of obstacle, with the first things to be mended. */
function ObstacleGroup({ group, onMended }: { group: Group; onMended: () => void }) {
  const { formatCount } = useFormats();
  const { kind, parcels, subjects, more } = group;
  const { icon: Icon, one, many } = groupLooks[kind];
  const title = `${formatCount(parcels)} ${parcels === 1 ? one : many}`;
  return (
    <section className="rounded-lg border border-line">
      <h3 className="flex items-center gap-2 border-line border-b px-3.5 py-2.5 font-medium">
        <Icon aria-hidden className="size-4 text-warning" /> {title}
      </h3>
      <ul aria-label={title} className="divide-y divide-line">
        {subjects.map((subject) => (
          <SubjectRow key={subject.id} kind={kind} subject={subject} onMended={onMended} />
        ))}
      </ul>
      {more > 0 && (
        <p className="border-line border-t px-3.5 py-2 text-ink-faint text-meta">
          And {formatCount(more)} more: they follow as these are mended.
        </p>
      )}
    </section>
  );
}

const pathOf: Record<Subject["entity"], (id: string) => string> = {
  parcel: (id) => `parcels/${id}`,
  place: (id) => `places/${id}`,
  item: (id) => `items/${id}`,
  tenant: () => "settings",
};

/** A thing to be mended, which parcels wait for it, and the way to mend it. */
function SubjectRow({ kind, subject, onMended }: { kind: ObstacleKind; subject: Subject; onMended: () => void }) {
  const tenant = useTenant();
  const [mending, setMending] = useState(false);
  const done = () => {
    setMending(false);
    onMended();
  };
  const { entity, id, name, message, references, parcels } = subject;
  return (
    <li className="flex flex-col gap-3 px-3.5 py-2.5">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <div className="min-w-0 flex-1 basis-52">
          <Link href={`/t/${tenant}/${pathOf[entity](id)}`} className="break-words rounded font-medium hover:underline">
            {name}
          </Link>
          <p className="break-words text-ink-soft">{message}</p>
          <p className="tabular break-words text-ink-faint text-meta">{named(references, parcels)}</p>
        </div>
        {!mending && <MendButton kind={kind} name={name} onClick={() => setMending(true)} />}
      </div>
      {mending && kind === "address" && <MendAddress placeId={id} onCancel={() => setMending(false)} onMended={done} />}
      {mending && kind === "stock" && <ReceiveDialog item={{ id, name }} onClose={done} />}
    </li>
  );
}

/** Opens what mends it, where it can be mended here; elsewhere the name leads to its page. */
function MendButton({ kind, name, onClick }: { kind: ObstacleKind; name: string; onClick: () => void }): ReactNode {
  const shared = { size: "sm", onClick } as const;
  if (kind === "address") {
    return (
      <GuardedButton permission="places.update" aria-label={`Complete the address of ${name}`} {...shared}>
        Complete
      </GuardedButton>
    );
  }
  if (kind === "stock") {
    return (
      <GuardedButton permission="items.receive" aria-label={`Receive ${name}`} {...shared}>
        Receive
      </GuardedButton>
    );
  }
  return null;
}
