"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { updateTenant } from "@waybill/validators";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import { Facts } from "@/components/facts.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Badge, Panel } from "@/components/ui/surface.tsx";
import { ChangedMeanwhile } from "@/forms/changed-meanwhile.tsx";
import { Form, SelectField, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { GuardedButton, useCan, useTenantInfo } from "@/lib/access.tsx";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { useAction } from "@/lib/use-action.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { SettingsFrame } from "./settings-frame.tsx";

/** The organisation's own settings. */
export function SettingsPage() {
  const { name, slug, roleName, timeZone, version } = useTenantInfo();
  const can = useCan();
  return (
    <SettingsFrame>
      <div className="grid max-w-2xl grid-cols-1 gap-4">
        {can("tenants.update") && (
          <Panel title="Organisation">
            <SettingsForm now={{ name, timeZone, version }} />
          </Panel>
        )}
        <Panel title="Facts">
          <Facts
            facts={[
              ["Name", name],
              ["Address", `/t/${slug}`],
              ["Time zone", timeZone],
              ["Your role", roleName],
            ]}
          />
        </Panel>
        {can("activity.read") && <SupportPanel />}
      </div>
    </SettingsFrame>
  );
}

/** Every time zone that the browser knows; before the page is awake, the one that is set. */
function useTimeZones(current: string): string[] {
  const [zones, setZones] = useState([current]);
  useEffect(() => setZones([...new Set(["UTC", ...Intl.supportedValuesOf("timeZone"), current])].sort()), [current]);
  return zones;
}

interface TenantSettings {
  name: string;
  timeZone: string;
  version: number;
}

/** @param now the settings as they are. */
function SettingsForm({ now }: { now: TenantSettings }) {
  const router = useRouter();
  const queryClient = useQueryClient();
  const zones = useTimeZones(now.timeZone);
  const form = useZodForm({
    schema: updateTenant,
    defaultValues: now,
    mutation: useTRPC().tenants.update.mutationOptions(),
    changesOnly: true,
    onSaved: async ({ name, timeZone, version }) => {
      // The form goes on from what was saved.
      form.methods.reset({ name, timeZone, version });
      await invalidateEntity(queryClient, "tenant");
      toast.success("Saved");
      router.refresh();
    },
  });
  return (
    <Form form={form}>
      <ChangedMeanwhile form={form} now={now} labels={{ name: "Name", timeZone: "Time zone" }} />
      <TextField form={form} name="name" label="Name" />
      <SelectField form={form} name="timeZone" label="Time zone" help="Schedules and days are meant in it.">
        {zones.map((zone) => (
          <option key={zone} value={zone}>
            {zone}
          </option>
        ))}
      </SelectField>
      <div>
        <SubmitButton pending={form.pending}>Save</SubmitButton>
      </div>
    </Form>
  );
}

/** Who of the installation's operators has looked in, and why. */
function SupportPanel() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data } = useQuery(trpc.support.list.queryOptions());
  const { run, pending } = useAction(trpc.support.revoke.mutationOptions(), "The access was ended");
  return (
    <Panel title="Support access">
      {data?.items.length === 0 && (
        <p className="text-ink-soft">No operator has looked into this organisation. When one does, it stands here.</p>
      )}
      <ul className="-my-2 divide-y divide-line">
        {data?.items.map(({ id, userName, reason, createdAt, alive }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
            <div className="min-w-48 flex-1">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                {userName} {alive && <Badge look="warning">Looking in now</Badge>}
              </p>
              <p className="break-words text-ink-faint text-meta">
                {reason}, <RelativeTime at={String(createdAt)} />
              </p>
            </div>
            {alive && (
              <GuardedButton
                permission="tenants.update"
                size="sm"
                variant="danger"
                disabled={pending}
                onClick={async () => {
                  await run({ id });
                  await invalidateEntity(queryClient, "tenant");
                }}
              >
                Show them out
              </GuardedButton>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
