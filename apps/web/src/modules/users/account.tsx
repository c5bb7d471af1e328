"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { updateUser } from "@waybill/validators";
import { MonitorIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { RelativeTime } from "@/components/relative-time.tsx";
import { ErrorState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Badge, Panel, Skeleton } from "@/components/ui/surface.tsx";
import { Form, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { useAction } from "@/lib/use-action.ts";
import { useTRPC } from "@/trpc/client.tsx";

/** Changes the own name. */
export function ProfileForm({ name, email }: { name: string; email: string }) {
  const router = useRouter();
  const form = useZodForm({
    schema: updateUser,
    defaultValues: { name },
    mutation: useTRPC().users.update.mutationOptions(),
    onSaved: () => {
      toast.success("Saved");
      router.refresh();
    },
  });
  return (
    <Panel title="You">
      <Form form={form} className="max-w-sm">
        <TextField form={form} name="name" label="Your name" autoComplete="name" />
        <p className="text-ink-soft">
          You sign in as <strong className="break-all">{email}</strong>.
        </p>
        <div>
          <SubmitButton pending={form.pending}>Save</SubmitButton>
        </div>
      </Form>
    </Panel>
  );
}

/** A browser's name out of what it says of itself. */
function browserName(userAgent: string | null): string {
  const text = userAgent ?? "";
  const browser = /(Firefox|Edg|OPR|Chrome|Safari)\//.exec(text)?.[1] ?? "A browser";
  const system = /(Windows|Mac OS X|Android|iPhone|iPad|Linux)/.exec(text)?.[1];
  const names: Record<string, string> = { Edg: "Edge", OPR: "Opera", "Mac OS X": "macOS" };
  return [names[browser] ?? browser, system && `on ${names[system] ?? system}`].filter(Boolean).join(" ");
}

/** Where the person is signed in, and the way out of each. */
export function Sessions() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery(trpc.users.sessions.queryOptions());
  const { run, pending } = useAction(trpc.users.revokeSession.mutationOptions(), "Signed out there");
  return (
    <Panel title="Where you are signed in">
      {error && <ErrorState error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton className="h-24" />}
      <ul className="-my-3 divide-y divide-line">
        {data?.items.map(({ id, current, userAgent, ip, lastSeenAt }) => (
          <li key={id} className="flex items-center gap-3 py-3">
            <MonitorIcon aria-hidden className="size-4 shrink-0 text-ink-faint" />
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                {browserName(userAgent)} {current && <Badge look="success">This one</Badge>}
              </p>
              <p className="text-ink-faint text-meta">
                {ip && `${ip}, `}last seen <RelativeTime at={String(lastSeenAt)} />
              </p>
            </div>
            {!current && (
              <Button
                size="sm"
                disabled={pending}
                onClick={async () => {
                  await run({ sessionId: id });
                  await invalidateEntity(queryClient, "user");
                }}
              >
                Sign out
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
