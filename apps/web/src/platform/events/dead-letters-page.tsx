"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheckIcon, RotateCwIcon } from "lucide-react";
import Link from "next/link";
import { ListBody } from "@/components/list-body.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Card, Skeleton } from "@/components/ui/surface.tsx";
import { GuardedButton } from "@/lib/access.tsx";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { useAction } from "@/lib/use-action.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { deadLetterInput } from "./dead-letters.ts";
import { EventsFrame } from "./events-frame.tsx";

/** Handlers that gave up on an event: why, and another try. */
export function DeadLettersPage() {
  const trpc = useTRPC();
  const tenant = useTenant();
  const queryClient = useQueryClient();
  const query = useQuery(trpc.jobs.list.queryOptions(deadLetterInput));
  const { run, pending } = useAction(trpc.jobs.retry.mutationOptions(), "It is tried again");
  const rows = query.data?.items;
  return (
    <EventsFrame>
      <ListBody
        query={query}
        count={rows?.length}
        filtered={false}
        onClear={() => {}}
        empty={
          <EmptyState icon={<CircleCheckIcon />} title="No dead letters">
            A handler that has failed as often as it may ends here, with its reason.
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
                  <p className="break-words text-danger">{job.error}</p>
                  <p className="text-ink-faint text-meta">
                    {job.attempts} attempts, <RelativeTime at={job.finishedAt ?? job.createdAt} />
                    {job.eventId && (
                      <>
                        {" · "}
                        <Link
                          href={`/t/${tenant}/events/${job.eventId}`}
                          className="rounded underline underline-offset-2"
                        >
                          the event
                        </Link>
                      </>
                    )}
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
                  <RotateCwIcon /> Try again
                </GuardedButton>
              </li>
            ))}
          </ul>
        </Card>
      </ListBody>
    </EventsFrame>
  );
}
