"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import type { RouterOutputs } from "@waybill/api";
import type { FieldIssue } from "@waybill/validators";
import { issuesIn } from "@waybill/validators/refusals";
import {
  BanIcon,
  DownloadIcon,
  MoreHorizontalIcon,
  PackageCheckIcon,
  PackageOpenIcon,
  PencilIcon,
  RotateCwIcon,
  SendIcon,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { toast } from "@/components/toast.ts";
import { Button } from "@/components/ui/button.tsx";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu.tsx";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { useCan } from "@/trpc/use-access.ts";
import { useAction } from "@/trpc/use-action.ts";
import { useRefusals } from "@/trpc/use-refusals.ts";
import { CancelParcel } from "./cancel-parcel.tsx";

type Parcel = RouterOutputs["parcels"]["byId"];

/**
 * The actions on a parcel in its state.
 *
 * @param onRefused called with the obstacles of a dispatch, and with an empty list when they are outdated.
 */
export function ParcelActions({
  parcel,
  onEdit,
  onRefused,
}: {
  parcel: Parcel;
  onEdit: () => void;
  onRefused: (issues: FieldIssue[]) => void;
}) {
  const t = useTranslations("parcels");
  const common = useTranslations("common");
  const { id, reference, state, labelFileId } = parcel;
  const { issuesFrom } = useRefusals();
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
      toast.success(done);
    } catch (error) {
      const known = issuesIn(error instanceof TRPCClientError ? error.data : null);
      if (known.length > 0) onRefused(known);
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
            <DownloadIcon /> {t("actions.label")}
          </a>
        </Button>
      )}
      {(state === "draft" || state === "packed") && (
        <GuardedButton permission="parcels.update" object={parcel} onClick={onEdit}>
          <PencilIcon /> {t("edit")}
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
          <PackageCheckIcon /> {t("actions.pack")}
        </GuardedButton>
      )}
      {state === "packed" && (
        <GuardedButton
          permission="parcels.dispatch"
          variant="primary"
          object={parcel}
          disabled={dispatch.isPending}
          onClick={() => send(dispatch, t("actions.dispatched", { reference }))}
        >
          <SendIcon /> {t("actions.dispatch")}
        </GuardedButton>
      )}
      {(state === "failed" || parcel.attention === "stuck") && (
        <GuardedButton
          permission="parcels.retry"
          variant="primary"
          object={parcel}
          disabled={retry.isPending}
          onClick={() => send(retry, t("actions.retried", { reference }))}
        >
          <RotateCwIcon /> {t("actions.retry")}
        </GuardedButton>
      )}
      {(can("parcels.cancel", parcel) || state === "packed") && (
        <Menu>
          <MenuTrigger asChild>
            <Button size="icon" aria-label={common("moreActions")}>
              <MoreHorizontalIcon />
            </Button>
          </MenuTrigger>
          <MenuContent align="end">
            {state === "packed" && (
              <MenuItem disabled={!can("parcels.update", parcel)} onSelect={() => setPacked(false)}>
                <PackageOpenIcon aria-hidden /> {t("actions.unpack")}
              </MenuItem>
            )}
            <MenuItem danger disabled={!can("parcels.cancel", parcel)} onSelect={() => setCancelling(true)}>
              <BanIcon aria-hidden /> {t("actions.cancel")}
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
