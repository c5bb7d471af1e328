import { useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { RotateCwIcon, XIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";
import { hasEnded } from "./job-parts.tsx";

/** Cancels an unfinished job, or retries a failed or cancelled one. */
export function JobActions({ job }: { job: RouterOutputs["jobs"]["byId"] }) {
  const t = useTranslations("jobs.page");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const cancel = useAction(trpc.jobs.cancel.mutationOptions(), t("cancelled"));
  const retry = useAction(trpc.jobs.retry.mutationOptions(), t("runsAgain"));
  const after = (run: typeof cancel.run) => async () => {
    await run({ id: job.id });
    await invalidateEntity(queryClient, "job");
  };
  if (!hasEnded(job.state)) {
    return (
      <GuardedButton
        permission="jobs.cancel"
        object={job}
        variant="danger"
        disabled={cancel.pending}
        onClick={after(cancel.run)}
      >
        <XIcon /> {t("cancel")}
      </GuardedButton>
    );
  }
  if (job.state === "done") return null;
  return (
    <GuardedButton permission="jobs.retry" object={job} disabled={retry.pending} onClick={after(retry.run)}>
      <RotateCwIcon /> {t("again")}
    </GuardedButton>
  );
}
