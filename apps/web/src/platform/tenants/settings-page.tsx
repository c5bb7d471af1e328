"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { graceDays, requireSecondFactor, timeZoneNames, updateTenant } from "@waybill/validators";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Facts } from "@/components/facts.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Select } from "@/components/ui/input.tsx";
import { Badge, Panel } from "@/components/ui/surface.tsx";
import { ChangedMeanwhile } from "@/forms/changed-meanwhile.tsx";
import { CustomField, Form, SelectField, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { GuardedButton, useCan, useTenantInfo } from "@/lib/access.tsx";
import { formatDate } from "@/lib/format.ts";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { useAction } from "@/lib/use-action.ts";
import { useFormats } from "@/lib/use-formats.ts";
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
        {can("tenants.update") && <SecondFactorPanel />}
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

interface TenantSettings {
  name: string;
  timeZone: string;
  version: number;
}

/** @param now the settings as they are. */
function SettingsForm({ now }: { now: TenantSettings }) {
  const router = useRouter();
  const queryClient = useQueryClient();
  const form = useZodForm({
    schema: updateTenant,
    defaultValues: now,
    mutation: useTRPC().tenants.update.mutationOptions(),
    filled: ["version"],
    changesOnly: true,
    onSaved: async ({ name, timeZone, version }) => {
      // The form goes on from what was saved.
      form.reset({ name, timeZone, version });
      await invalidateEntity(queryClient, "tenant");
      toast.success("Saved");
      router.refresh();
    },
  });
  return (
    <Form
      form={form}
      intro={<ChangedMeanwhile form={form} now={now} labels={{ name: "Name", timeZone: "Time zone" }} />}
      inputs={{
        name: (field) => <TextField field={field} label="Name" />,
        timeZone: (field) => (
          <SelectField field={field} label="Time zone" help="Schedules and days are meant in it.">
            {timeZoneNames.map((zone) => (
              <option key={zone} value={zone}>
                {zone}
              </option>
            ))}
          </SelectField>
        ),
      }}
    >
      <div>
        <SubmitButton pending={form.pending}>Save</SubmitButton>
      </div>
    </Form>
  );
}

/** What the organisation itself requires. @param everywhere whether everybody needs one as soon. */
function ownWords(from: string | null, everywhere: boolean): string {
  if (from) {
    return `Members need a second factor from ${formatDate(from)} on. Who has none is let into nothing then, nor are their API keys.`;
  }
  if (everywhere) return "You can require one of members from an earlier day on.";
  return "Members sign in as they like. You can require a second factor: an authenticator app or a passkey.";
}

/** Whether members need a second factor, and from when on. */
function SecondFactorPanel() {
  const { formatDate } = useFormats();
  const queryClient = useQueryClient();
  const { secondFactor } = useTenantInfo();
  const [asking, setAsking] = useState(false);
  const { requiredFrom, ownFrom, everywhere } = secondFactor;
  const { run, pending } = useAction(useTRPC().tenants.requireSecondFactor.mutationOptions(), "Nobody needs one now");
  return (
    <Panel
      title="Second factor"
      action={
        <div className="flex gap-2">
          {ownFrom && (
            <Button
              size="sm"
              variant="danger"
              disabled={pending}
              onClick={async () => {
                await run({ required: false });
                await invalidateEntity(queryClient, "tenant");
              }}
            >
              Require none
            </Button>
          )}
          <Button size="sm" onClick={() => setAsking(true)}>
            {ownFrom ? "Change the date" : "Require one"}
          </Button>
        </div>
      }
    >
      <p className="text-ink-soft">
        {everywhere && requiredFrom && `Everybody needs a second factor from ${formatDate(requiredFrom)} on. `}
        {ownWords(ownFrom, everywhere)}
      </p>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title="Require a second factor"
        description="Until the day that you choose, members are told to set one up. From then on, who has none is let into nothing."
      >
        <RequireForm onClose={() => setAsking(false)} />
      </Dialog>
    </Panel>
  );
}

const graceWords: Record<number, string> = { 0: "Now", 7: "In a week", 14: "In two weeks", 30: "In 30 days" };

function RequireForm({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient();
  const form = useZodForm({
    schema: requireSecondFactor,
    defaultValues: { required: true, graceDays: 14 },
    mutation: useTRPC().tenants.requireSecondFactor.mutationOptions(),
    filled: ["required"],
    onSaved: async () => {
      toast.success("Saved");
      await invalidateEntity(queryClient, "tenant");
      onClose();
    },
  });
  return (
    <Form
      form={form}
      inputs={{
        graceDays: (field) => (
          <CustomField field={field} label="From when on">
            {({ value, onChange, ...input }) => (
              <Select
                {...input}
                value={value}
                onChange={(event) => onChange(graceDays.find((days) => days === Number(event.target.value)))}
              >
                {graceDays.map((days) => (
                  <option key={days} value={days}>
                    {graceWords[days]}
                  </option>
                ))}
              </Select>
            )}
          </CustomField>
        ),
      }}
    >
      <Actions>
        <Button onClick={onClose}>Cancel</Button>
        <SubmitButton pending={form.pending}>Require it</SubmitButton>
      </Actions>
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
                {reason}, <RelativeTime at={createdAt} />
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
