"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { setSchedule } from "@waybill/validators";
import { PencilIcon } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { ErrorState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Badge, Card, Skeleton } from "@/components/ui/surface.tsx";
import { CheckboxField, Form, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { GuardedButton } from "@/lib/access.tsx";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { JobsFrame } from "./jobs-frame.tsx";

type Schedule = RouterOutputs["jobs"]["schedules"]["items"][number];

/** A moment in the tenant's time zone; in the person's own, and saying so, where the browser does not know that one. */
function inZone(iso: string, timeZone: string): string {
  const format = { dateStyle: "full", timeStyle: "short" } as const;
  try {
    return new Intl.DateTimeFormat("en", { ...format, timeZone }).format(new Date(iso));
  } catch {
    return `${new Intl.DateTimeFormat("en", format).format(new Date(iso))} of your clock`;
  }
}

/** The jobs that run by the clock, in the organisation's time zone. */
export function SchedulesPage() {
  const { data, error, refetch } = useQuery(useTRPC().jobs.schedules.queryOptions());
  const [editing, setEditing] = useState<Schedule | null>(null);
  return (
    <JobsFrame>
      {error && (
        <Card>
          <ErrorState error={error} onRetry={refetch} />
        </Card>
      )}
      {!data && !error && <Skeleton className="h-24" />}
      {data && (
        <Card>
          <ul className="divide-y divide-line">
            {data.items.map((schedule) => (
              <li key={schedule.name} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
                <div className="min-w-56 flex-1">
                  <p className="flex flex-wrap items-center gap-2 font-medium">
                    {schedule.title}
                    <Badge look={schedule.enabled ? "success" : "neutral"}>{schedule.enabled ? "On" : "Off"}</Badge>
                  </p>
                  <p className="text-ink-faint text-meta">
                    <code>{schedule.cron}</code> in {data.timeZone}
                    {schedule.nextRunAt && `, next on ${inZone(schedule.nextRunAt, data.timeZone)}`}
                  </p>
                </div>
                <GuardedButton permission="jobs.schedule" size="sm" onClick={() => setEditing(schedule)}>
                  <PencilIcon /> Change
                </GuardedButton>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {editing && (
        <EditSchedule schedule={editing} timeZone={data?.timeZone ?? "UTC"} onClose={() => setEditing(null)} />
      )}
    </JobsFrame>
  );
}

function EditSchedule({ schedule, timeZone, onClose }: { schedule: Schedule; timeZone: string; onClose: () => void }) {
  const queryClient = useQueryClient();
  const { name, cron, enabled, version, title } = schedule;
  const form = useZodForm({
    schema: setSchedule,
    defaultValues: { name, cron, enabled, version },
    mutation: useTRPC().jobs.setSchedule.mutationOptions(),
    filled: ["name", "version"],
    onSaved: async () => {
      await invalidateEntity(queryClient, "schedule");
      toast.success("Saved");
      onClose();
    },
  });
  return (
    <Dialog open onOpenChange={onClose} title={title}>
      <Form
        form={form}
        inputs={{
          enabled: (field) => <CheckboxField field={field} label="Switched on" />,
          cron: (field) => (
            <TextField
              field={field}
              label="When"
              spellCheck={false}
              autoComplete="off"
              help={`Minute, hour, day of the month, month, day of the week, in ${timeZone}. “0 7 * * 1-5” is every working day at seven.`}
            />
          ),
        }}
      >
        <Actions>
          <Button onClick={onClose}>Cancel</Button>
          <SubmitButton pending={form.pending}>Save</SubmitButton>
        </Actions>
      </Form>
    </Dialog>
  );
}
