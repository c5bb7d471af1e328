"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { setSchedule } from "@waybill/validators";
import { PencilIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { ErrorState } from "@/components/states.tsx";
import { toast } from "@/components/toast.ts";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Badge, Card, Skeleton } from "@/components/ui/surface.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { CheckboxField, Form, FormActions, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { JobsFrame } from "./jobs-frame.tsx";

type Schedule = RouterOutputs["jobs"]["schedules"]["items"][number];

/** Formats a time in the tenant's time zone; in the local one, marked as such, if the browser does not know it. */
function useTimeIn(timeZone: string): (iso: string) => string {
  const t = useTranslations("jobs.schedules");
  const { formatTimeIn } = useFormats();
  return (iso) => {
    try {
      return formatTimeIn(timeZone, iso);
    } catch {
      return t("localTime", { time: formatTimeIn(undefined, iso) });
    }
  };
}

/** The times of a schedule. */
function Times({ schedule: { cron, nextRunAt }, timeZone }: { schedule: Schedule; timeZone: string }) {
  const t = useTranslations("jobs.schedules");
  const timeIn = useTimeIn(timeZone);
  const values = { cron, timeZone, code: (text: ReactNode) => <code>{text}</code> };
  return nextRunAt ? t.rich("next", { ...values, time: timeIn(nextRunAt) }) : t.rich("at", values);
}

/** The schedules of the organisation, in its time zone. */
export function SchedulesPage() {
  const t = useTranslations("jobs.schedules");
  const { data, error, refetch } = useQuery(useTRPC().jobs.schedules.queryOptions());
  const apiText = useApiText();
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
                    {apiText(schedule.title)}
                    <Badge variant={schedule.enabled ? "success" : "neutral"}>
                      {schedule.enabled ? t("on") : t("off")}
                    </Badge>
                  </p>
                  <p className="text-ink-faint text-meta">
                    <Times schedule={schedule} timeZone={data.timeZone} />
                  </p>
                </div>
                <GuardedButton permission="jobs.schedule" size="sm" onClick={() => setEditing(schedule)}>
                  <PencilIcon /> {t("change")}
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
  const t = useTranslations("jobs.schedules");
  const queryClient = useQueryClient();
  const { name, cron, enabled, version, title } = schedule;
  const apiText = useApiText();
  const form = useZodForm({
    schema: setSchedule,
    defaultValues: { name, cron, enabled, version },
    mutation: useTRPC().jobs.setSchedule.mutationOptions(),
    filled: ["name", "version"],
    onSaved: async () => {
      await invalidateEntity(queryClient, "schedule");
      toast.success(t("saved"));
      onClose();
    },
  });
  return (
    <Dialog open onOpenChange={onClose} title={apiText(title)}>
      <Form
        form={form}
        inputs={{
          enabled: (field) => <CheckboxField field={field} label={t("enabled")} />,
          cron: (field) => (
            <TextField
              field={field}
              label={t("when")}
              spellCheck={false}
              autoComplete="off"
              help={t("help", { timeZone })}
            />
          ),
        }}
      >
        <FormActions pending={form.pending} onCancel={onClose} />
      </Form>
    </Dialog>
  );
}
