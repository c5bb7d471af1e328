"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { changeEmail, updateUser } from "@waybill/validators";
import { ClockIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Facts } from "@/components/facts.tsx";
import { ErrorState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Notice, Panel, Skeleton } from "@/components/ui/surface.tsx";
import { Form, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { useAction } from "@/lib/use-action.ts";
import { useTRPC } from "@/trpc/client.tsx";

/** Changes the own name. */
export function ProfilePanel({ name }: { name: string }) {
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
      <Form
        form={form}
        className="max-w-sm"
        inputs={{
          name: (field) => <TextField field={field} label="Your name" autoComplete="name" />,
        }}
      >
        <div>
          <SubmitButton pending={form.pending}>Save</SubmitButton>
        </div>
      </Form>
    </Panel>
  );
}

/** The address that the person signs in with, and the one that waits to be confirmed. */
export function EmailPanel() {
  const { data, error, refetch } = useQuery(useTRPC().account.overview.queryOptions());
  const [changing, setChanging] = useState(false);
  return (
    <Panel
      title="Email"
      action={
        <Button size="sm" onClick={() => setChanging(true)}>
          Change
        </Button>
      }
    >
      {error && <ErrorState error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton className="h-12" />}
      {data && (
        <div className="flex flex-col gap-4">
          <Facts
            facts={[
              ["You sign in as", <strong key="email">{data.email}</strong>],
              ...data.providers.map((provider): [string, string] => ["Connected", providerName(provider)]),
            ]}
          />
          {data.pendingEmail && <Pending email={data.pendingEmail} />}
        </div>
      )}
      <Dialog
        open={changing}
        onOpenChange={setChanging}
        title="Change your email address"
        description="We send a link to the new address. Until you follow it, nothing changes."
      >
        <ChangeEmail onClose={() => setChanging(false)} />
      </Dialog>
    </Panel>
  );
}

const providerNames: Record<string, string> = { github: "GitHub", google: "Google", oidc: "Single sign-on" };
const providerName = (provider: string) => providerNames[provider] ?? provider;

/** Says which address waits, and leaves it. */
function Pending({ email }: { email: string }) {
  const queryClient = useQueryClient();
  const { run, pending } = useAction(useTRPC().account.cancelEmailChange.mutationOptions(), "Your address stays");
  return (
    <Notice kind="info" icon={<ClockIcon aria-hidden />}>
      <p>
        Follow the link that we sent to <strong className="break-all">{email}</strong> to sign in with it.
      </p>
      <Button
        size="sm"
        className="mt-2"
        disabled={pending}
        onClick={async () => {
          await run();
          await invalidateEntity(queryClient, "user");
        }}
      >
        Keep the old address
      </Button>
    </Notice>
  );
}

function ChangeEmail({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient();
  const form = useZodForm({
    schema: changeEmail,
    defaultValues: { email: "" },
    mutation: useTRPC().account.changeEmail.mutationOptions(),
    onSaved: async ({ sent }, { email }) => {
      if (sent) toast.success(`A link is on its way to ${email}`);
      else toast.error("Too many tries. Wait a quarter of an hour, then try again.");
      await invalidateEntity(queryClient, "user");
      onClose();
    },
  });
  return (
    <Form
      form={form}
      guard={false}
      inputs={{
        email: (field) => <TextField field={field} label="New email" type="email" autoComplete="email" autoFocus />,
      }}
    >
      <Actions>
        <Button onClick={onClose}>Cancel</Button>
        <SubmitButton pending={form.pending}>Send the link</SubmitButton>
      </Actions>
    </Form>
  );
}
