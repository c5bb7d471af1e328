"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { startSupport, supportMinutes } from "@waybill/validators";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { SearchInput } from "@/components/list-tools.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { ErrorState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Select } from "@/components/ui/input.tsx";
import { Panel, Skeleton } from "@/components/ui/surface.tsx";
import { CustomField, Form, SubmitButton, TextareaField, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidate } from "@/lib/invalidate.ts";
import { useAction } from "@/lib/use-action.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { OperatorFrame } from "./operator-frame.tsx";

/** Where operators look into an organisation, for a reason and a time. */
export function SupportPage() {
  return (
    <OperatorFrame>
      <Current />
      <Organisations />
    </OperatorFrame>
  );
}

/** Where the operator looks in now. */
function Current() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data } = useQuery(trpc.support.current.queryOptions());
  const { run, pending } = useAction(trpc.support.end.mutationOptions(), "You have left");
  if (!data || data.items.length === 0) return null;
  return (
    <Panel title="You look into">
      <ul className="-my-2 divide-y divide-line">
        {data.items.map(({ id, tenantName, tenantSlug, reason, expiresAt }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
            <div className="min-w-48 flex-1">
              <Link href={`/t/${tenantSlug}`} className="rounded font-medium hover:underline">
                {tenantName}
              </Link>
              <p className="break-words text-ink-faint text-meta">
                {reason}, ends <RelativeTime at={expiresAt} />
              </p>
            </div>
            <Button
              size="sm"
              disabled={pending}
              onClick={async () => {
                await run({ id });
                await invalidate(queryClient);
              }}
            >
              Leave
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Organisations() {
  const [search, setSearch] = useState("");
  const [entering, setEntering] = useState<string | null>(null);
  const { data, error, refetch } = useQuery(
    useTRPC().support.tenants.queryOptions({ search }, { placeholderData: (earlier) => earlier }),
  );
  return (
    <Panel
      title="Organisations"
      action={<SearchInput value={search} onChange={setSearch} placeholder="Search by name or address" />}
    >
      {error && <ErrorState error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton className="h-40" />}
      <ul className="-my-2 divide-y divide-line">
        {data?.items.map(({ id, name, slug, createdAt }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
            <div className="min-w-48 flex-1">
              <p className="break-words font-medium">{name}</p>
              <p className="text-ink-faint text-meta">
                /t/{slug}, since <RelativeTime at={createdAt} />
              </p>
            </div>
            <Button size="sm" onClick={() => setEntering(slug)}>
              Look into<span className="sr-only"> {name}</span>
            </Button>
          </li>
        ))}
        {data?.items.length === 0 && <li className="py-2.5 text-ink-soft">No organisation matches this search.</li>}
      </ul>
      {entering && <EnterDialog tenant={entering} onClose={() => setEntering(null)} />}
    </Panel>
  );
}

/** Begins to look into an organisation. */
export function EnterDialog({ tenant, onClose }: { tenant: string; onClose: () => void }) {
  const router = useRouter();
  const form = useZodForm({
    schema: startSupport,
    defaultValues: { tenant, reason: "", minutes: 60 },
    mutation: useTRPC().support.start.mutationOptions(),
    onSaved: ({ slug }) => {
      toast.success("You can see, and change nothing");
      router.push(`/t/${slug}`);
    },
  });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Look in for support"
      description="The organisation sees that you did, when, and why."
    >
      <Form
        form={form}
        guard={false}
        inputs={{
          tenant: (field) => <TextField field={field} label="Organisation's address" autoComplete="off" />,
          reason: (field) => <TextareaField field={field} label="Reason" rows={2} autoFocus />,
          minutes: (field) => (
            <CustomField field={field} label="For">
              {({ value, onChange, ...input }) => (
                <Select {...input} value={value} onChange={(event) => onChange(Number(event.target.value))}>
                  {supportMinutes.map((minutes) => (
                    <option key={minutes} value={minutes}>
                      {minutes < 60 ? `${minutes} minutes` : `${minutes / 60} ${minutes === 60 ? "hour" : "hours"}`}
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
          <SubmitButton pending={form.pending}>Look in</SubmitButton>
        </Actions>
      </Form>
    </Dialog>
  );
}
