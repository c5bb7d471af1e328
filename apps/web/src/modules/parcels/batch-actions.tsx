"use client";

import { useQueryClient } from "@tanstack/react-query";
import { batchLimit } from "@waybill/validators/parcel-kinds";
import type { ParcelSelection } from "@waybill/validators/parcels";
import { PackageCheckIcon, SendIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Suspense, useState } from "react";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { toast } from "@/components/toast.ts";
import { useFormats } from "@/formats/use-formats.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";
import { useRefusals } from "@/trpc/use-refusals.ts";
import { DispatchDialog } from "./lazy.ts";

/** Actions on many parcels: a job runs them, and its page shows the progress. */
export function BatchActions({ selection, onStarted }: { selection: ParcelSelection; onStarted: () => void }) {
  const t = useTranslations("parcels.actions");
  const [dispatching, setDispatching] = useState(false);
  const { pack, pending } = usePacking(onStarted);
  return (
    <>
      <GuardedButton permission="parcels.update" size="sm" disabled={pending} onClick={() => pack(selection)}>
        <PackageCheckIcon /> {t("pack")}
      </GuardedButton>
      <GuardedButton permission="parcels.dispatch" size="sm" onClick={() => setDispatching(true)}>
        <SendIcon /> {t("dispatchMany")}
      </GuardedButton>
      <Suspense fallback={null}>
        {dispatching && (
          <DispatchDialog selection={selection} onClose={() => setDispatching(false)} onStarted={onStarted} />
        )}
      </Suspense>
    </>
  );
}

/** Packs the drafts of a selection by a job, and opens its page. */
export function usePacking(onStarted: () => void = () => {}) {
  const t = useTranslations("parcels.actions");
  const { formatCount } = useFormats();
  const { messagesOf } = useRefusals();
  const trpc = useTRPC();
  const router = useRouter();
  const tenant = useTenant();
  const queryClient = useQueryClient();
  const start = useAction(trpc.parcels.packMany.mutationOptions());
  const pack = async (selection: ParcelSelection) => {
    try {
      const {
        until,
        more,
        count: expected,
      } = await queryClient.fetchQuery({
        ...trpc.parcels.count.queryOptions({ selection }),
        staleTime: 0,
      });
      if (more) {
        toast.error(t("batchLimit", { limit: formatCount(batchLimit) }));
        return;
      }
      const started = await start.run({ selection, until, expected });
      if (!started) return;
      onStarted();
      router.push(`/t/${tenant}/jobs/${started.jobId}`);
    } catch (error) {
      toast.error(messagesOf(error));
    }
  };
  return { pack, pending: start.pending };
}
