"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheckIcon, RotateCwIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Card, Skeleton } from "@/components/ui/surface.tsx";
import { byCursor } from "@/lists/cursor.ts";
import { ListBody } from "@/lists/list-body.tsx";
import { MoreButton } from "@/lists/more-button.tsx";
import { useFullPage } from "@/lists/use-full-page.ts";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";
import { deadLetterInput } from "./dead-letters.ts";
import { EventsFrame } from "./events-frame.tsx";

/** Dead letters: jobs of handlers that failed for good, each with its error and a button to retry. */
export function DeadLettersPage() {
  const t = useTranslations("events.deadLetters");
  const common = useTranslations("common");
  const trpc = useTRPC();
  const tenant = useTenant();
  const queryClient = useQueryClient();
  const query = useInfiniteQuery(trpc.jobs.list.infiniteQueryOptions(deadLetterInput, byCursor));
  useFullPage(query, 50);
  const { run, pending } = useAction(trpc.jobs.retry.mutationOptions(), t("retried"));
  const rows = query.data?.pages.flatMap((page) => page.items);
  const apiText = useApiText();
  return (
    <EventsFrame>
      <ListBody
        query={query}
        count={rows?.length}
        empty={
          <EmptyState icon={<CircleCheckIcon />} title={t("none")}>
            {t("about")}
          </EmptyState>
        }
      >
        <Card>
          {!rows && <Skeleton className="h-40" />}
          <ul className="divide-y divide-line">
            {rows?.map((job) => (
              <li key={job.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
                <div className="min-w-56 flex-1">
                  <Link href={`/t/${tenant}/jobs/${job.id}`} className="rounded font-medium hover:underline">
                    {job.name}
                  </Link>
                  <p className="break-words text-danger">{job.error && apiText(job.error)}</p>
                  <p className="text-ink-faint text-meta">
                    {t.rich(job.eventId ? "attemptsOf" : "attempts", {
                      count: job.attempts,
                      at: () => <RelativeTime at={job.finishedAt ?? job.createdAt} />,
                      event: (text) => (
                        <Link
                          href={`/t/${tenant}/events/${job.eventId}`}
                          className="rounded underline underline-offset-2"
                        >
                          {text}
                        </Link>
                      ),
                    })}
                  </p>
                </div>
                <GuardedButton
                  permission="jobs.retry"
                  object={job}
                  size="sm"
                  disabled={pending}
                  onClick={async () => {
                    await run({ id: job.id });
                    await invalidateEntity(queryClient, "job");
                  }}
                >
                  <RotateCwIcon /> {common("words.actions.retry")}
                </GuardedButton>
              </li>
            ))}
          </ul>
        </Card>
      </ListBody>
      <MoreButton query={query} />
    </EventsFrame>
  );
}
