import { useQueryClient } from "@tanstack/react-query";
import { RotateCwIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";

/** Retries failed parcels, selected ones or all, and opens the page of the job. */
export function RetryParcels({ ids, count, onDone }: { ids?: string[]; count: number; onDone?: () => void }) {
  const t = useTranslations("parcels.attention");
  const { formatUpTo } = useFormats();
  const router = useRouter();
  const tenant = useTenant();
  const queryClient = useQueryClient();
  const { run, pending } = useAction(useTRPC().parcels.retryMany.mutationOptions(), t("retrying"));
  return (
    <GuardedButton
      permission="parcels.retry"
      variant={ids ? "secondary" : "primary"}
      size={ids ? "sm" : "md"}
      disabled={pending}
      onClick={async () => {
        const answer = await run(ids ? { ids } : {});
        await invalidateEntity(queryClient, "parcel");
        onDone?.();
        if (answer) router.push(`/t/${tenant}/jobs/${answer.jobId}`);
      }}
    >
      <RotateCwIcon /> {ids ? t("retryOne") : t("retryAll", { count, number: formatUpTo(count) })}
    </GuardedButton>
  );
}
