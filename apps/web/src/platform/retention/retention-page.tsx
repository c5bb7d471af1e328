"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { setKeepDays } from "@waybill/validators";
import { PencilIcon } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { ErrorState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Card, Skeleton } from "@/components/ui/surface.tsx";
import { Form, NumberField, SubmitButton } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { GuardedButton } from "@/lib/access.tsx";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { SettingsFrame } from "@/platform/tenants/settings-frame.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { duration } from "./duration.ts";

type KeptThing = RouterOutputs["retention"]["list"]["items"][number];

/** How long things are kept, and where that is changed. */
export function RetentionPage() {
  const { data, error, refetch } = useQuery(useTRPC().retention.list.queryOptions());
  const [changing, setChanging] = useState<KeptThing | null>(null);
  return (
    <SettingsFrame>
      <Card className="max-w-3xl">
        {error && <ErrorState error={error} onRetry={refetch} />}
        {!data && !error && <Skeleton className="m-4 h-40" />}
        <ul aria-label="Retention" className="divide-y divide-line">
          {data?.items.map((thing) => (
            <li key={thing.name} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
              <div className="min-w-48 flex-1">
                <p className="font-medium">{thing.title}</p>
                <p className="text-ink-soft">
                  Kept {duration(thing.days)}. {thing.note}
                </p>
                {thing.own && <p className="text-ink-faint text-meta">Default: {duration(thing.usualDays)}.</p>}
              </div>
              <GuardedButton
                permission="tenants.update"
                size="sm"
                aria-label={`Change how long is kept: ${thing.title}`}
                onClick={() => setChanging(thing)}
              >
                <PencilIcon /> Change
              </GuardedButton>
            </li>
          ))}
        </ul>
      </Card>
      {changing && <ChangeDialog thing={changing} onClose={() => setChanging(null)} />}
    </SettingsFrame>
  );
}

function ChangeDialog({ thing, onClose }: { thing: KeptThing; onClose: () => void }) {
  const { name, title, days, usualDays, own, fewestDays } = thing;
  const queryClient = useQueryClient();
  const form = useZodForm({
    schema: setKeepDays,
    defaultValues: { name, days: own ? days : null },
    filled: ["name"],
    mutation: useTRPC().retention.set.mutationOptions(),
    onSaved: async () => {
      await invalidateEntity(queryClient, "tenant");
      toast.success(`${title}: saved`);
      onClose();
    },
  });
  return (
    <Dialog open onOpenChange={onClose} title={title} description="What is older is removed every night.">
      <Form
        form={form}
        inputs={{
          days: (field) => (
            <NumberField
              field={field}
              label="Days"
              help={`${fewestDays} or more. Empty: the default, ${duration(usualDays)}.`}
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
