"use client";

import type { RouterOutputs } from "@waybill/api";
import type { ObstacleKind } from "@waybill/validators/parcels";
import {
  ArchiveIcon,
  BanIcon,
  type LucideIcon,
  MapPinOffIcon,
  PackageXIcon,
  PrinterXIcon,
  WeightIcon,
} from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { ReceiveDialog } from "@/modules/items/parts.ts";
import { CompleteAddress } from "@/modules/places/parts.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTenant } from "@/trpc/client.tsx";

type Group = RouterOutputs["parcels"]["preflight"]["obstacles"][number];
type Subject = Group["subjects"][number];

/** The icons of the kinds of obstacles. */
const groupIcons: Record<ObstacleKind, LucideIcon> = {
  address: MapPinOffIcon,
  label: PrinterXIcon,
  stock: PackageXIcon,
  archived: ArchiveIcon,
  weight: WeightIcon,
  state: BanIcon,
};

/** The first parcels by their references, and how many more there are. */
export function ReferenceList({ references, parcels }: { references: string[]; parcels: number }) {
  const t = useTranslations("parcels.preflight");
  const { formatCount } = useFormats();
  const listed = references.join(", ");
  const more = parcels - references.length;
  return more > 0 ? t("andMore", { references: listed, count: formatCount(more) }) : listed;
}

/** One kind of obstacle, with the first things to fix. */
export function ObstacleGroup({ group, onFixed }: { group: Group; onFixed: () => void }) {
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
          <SubjectRow key={subject.id} kind={kind} subject={subject} onFixed={onFixed} />
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

/** A thing to fix, the parcels that wait for it, and the way to fix it. */
function SubjectRow({ kind, subject, onFixed }: { kind: ObstacleKind; subject: Subject; onFixed: () => void }) {
  const tenant = useTenant();
  const apiText = useApiText();
  const [fixing, setFixing] = useState(false);
  const done = () => {
    setFixing(false);
    onFixed();
  };
  const { entity, id, name, message, references, parcels } = subject;
  return (
    <li className="flex flex-col gap-3 px-3.5 py-2.5">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <div className="min-w-0 flex-1 basis-52">
          <Link href={`/t/${tenant}/${pathOf[entity](id)}`} className="break-words rounded font-medium hover:underline">
            {name}
          </Link>
          <p className="break-words text-ink-soft">{apiText(message)}</p>
          <p className="tabular break-words text-ink-faint text-meta">
            <ReferenceList references={references} parcels={parcels} />
          </p>
        </div>
        {!fixing && <FixButton kind={kind} name={name} onClick={() => setFixing(true)} />}
      </div>
      {fixing && kind === "address" && (
        <CompleteAddress placeId={id} onCancel={() => setFixing(false)} onSaved={done} />
      )}
      {fixing && kind === "stock" && <ReceiveDialog item={{ id, name }} onClose={done} />}
    </li>
  );
}

/** Opens the form that fixes it, if it can be fixed here; otherwise the name leads to its page. */
function FixButton({ kind, name, onClick }: { kind: ObstacleKind; name: string; onClick: () => void }): ReactNode {
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
