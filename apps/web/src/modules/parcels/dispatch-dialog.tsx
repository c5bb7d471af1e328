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
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import { ErrorState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Notice, Skeleton } from "@/components/ui/surface.tsx";
import { GuardedButton } from "@/lib/access.tsx";
import { useAction } from "@/lib/use-action.ts";
import { useFormats } from "@/lib/use-formats.ts";
import { ReceiveDialog } from "@/modules/items/parts.ts";
import { MendAddress } from "@/modules/places/parts.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";

type Preflight = RouterOutputs["parcels"]["preflight"];
type Group = Preflight["obstacles"][number];
type Subject = Group["subjects"][number];

/** How what stands in the way of some parcels looks. */
const groupIcons: Record<ObstacleKind, LucideIcon> = {
  address: MapPinOffIcon,
  label: PrinterXIcon,
  stock: PackageXIcon,
  archived: ArchiveIcon,
  weight: WeightIcon,
  state: BanIcon,
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
  const t = useTranslations("parcels.preflight");
  const options = useTRPC().parcels.preflight.queryOptions({ selection }, { enabled: false, gcTime: 0 });
  const { data, error, isFetching, refetch } = useQuery(options);
  const count = () => void refetch();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is opened
  useEffect(count, []);
  return (
    <Dialog open onOpenChange={onClose} title={t("title")} description={t("about")} wide>
      {error && !isFetching ? (
        <ErrorState error={error} onRetry={count} />
      ) : data ? (
        <Counted {...{ preflight: data, selection, counting: isFetching, onCount: count, onClose, onBegun }} />
      ) : (
        <div className="flex flex-col gap-3" role="status" aria-label={t("checking")}>
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
  const t = useTranslations("parcels.preflight");
  const common = useTranslations("common");
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
          <h3 className="font-medium text-ink">{t("others")}</h3>
          <ul>
            {others.map(({ state, message, parcels, references }) => (
              <li key={state} className="break-words">
                {state === "draft"
                  ? t("otherDrafts", { count: parcels, message })
                  : t("otherStates", { count: parcels, state })}
                <span className="text-ink-faint text-meta">
                  : <Named references={references} parcels={parcels} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Actions className="-bottom-5 sticky -mx-5 -mb-5 border-line border-t bg-raised px-5 py-3">
        <Button variant="ghost" disabled={counting} onClick={onCount} className="mr-auto">
          <RotateCwIcon /> {t("again")}
        </Button>
        <Button onClick={onClose}>{common("cancel")}</Button>
        <GuardedButton
          permission="parcels.dispatch"
          variant="primary"
          disabled={pending || counting || ready === 0}
          onClick={dispatch}
        >
          <SendIcon /> {t("dispatch", { count: formatCount(ready) })}
        </GuardedButton>
      </Actions>
    </>
  );
}

/** How many can go, and what becomes of the others. */
function Summary({ preflight: { total, ready, drafts } }: { preflight: Preflight }) {
  const t = useTranslations("parcels.preflight");
  const { formatCount } = useFormats();
  const stay = total - ready;
  return (
    <Notice
      kind={ready > 0 ? "success" : "warning"}
      icon={ready > 0 ? <CircleCheckIcon aria-hidden /> : <BanIcon aria-hidden />}
    >
      <p className="font-medium">{t("ready", { ready: formatCount(ready), total })}</p>
      {drafts > 0 && <p>{t("drafts", { count: drafts })}</p>}
      {stay > 0 && <p>{t("stay", { count: stay })}</p>}
    </Notice>
  );
}

/** The first parcels by their references, and how many more there are. */
function Named({ references, parcels }: { references: string[]; parcels: number }) {
  const t = useTranslations("parcels.preflight");
  const { formatCount } = useFormats();
  const listed = references.join(", ");
  const more = parcels - references.length;
  return more > 0 ? t("andMore", { references: listed, count: formatCount(more) }) : listed;
}

/** One kind of obstacle, with the first things to be mended. */
function ObstacleGroup({ group, onMended }: { group: Group; onMended: () => void }) {
  const t = useTranslations("parcels.preflight");
  const { kind, parcels, subjects, more } = group;
  const Icon = groupIcons[kind];
  const title = t(`obstacles.${kind}`, { count: parcels });
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
          {t("moreSubjects", { count: more })}
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
          <p className="tabular break-words text-ink-faint text-meta">
            <Named references={references} parcels={parcels} />
          </p>
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
  const t = useTranslations("parcels.preflight");
  const shared = { size: "sm", onClick } as const;
  if (kind === "address") {
    return (
      <GuardedButton permission="places.update" aria-label={t("completeAddress", { name })} {...shared}>
        {t("complete")}
      </GuardedButton>
    );
  }
  if (kind === "stock") {
    return (
      <GuardedButton permission="items.receive" aria-label={t("receiveItem", { name })} {...shared}>
        {t("receive")}
      </GuardedButton>
    );
  }
  return null;
}
