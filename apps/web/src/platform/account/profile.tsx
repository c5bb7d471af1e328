"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { changeEmail, updateUser } from "@waybill/validators";
import { ClockIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Facts } from "@/components/facts.tsx";
import { ErrorState } from "@/components/states.tsx";
import { toast } from "@/components/toast.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Notice, Panel, Skeleton } from "@/components/ui/surface.tsx";
import { Form, FormActions, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";

/** Changes the person's name. */
export function ProfilePanel({ name }: { name: string }) {
  const t = useTranslations("account");
  const common = useTranslations("common");
  const router = useRouter();
  const form = useZodForm({
    schema: updateUser,
    defaultValues: { name },
    mutation: useTRPC().users.update.mutationOptions(),
    onSaved: () => {
      toast.success(t("saved"));
      router.refresh();
    },
  });
  return (
    <Panel title={t("profile.title")}>
      <Form
        form={form}
        className="max-w-sm"
        inputs={{
          name: (field) => <TextField field={field} label={t("profile.name")} autoComplete="name" />,
        }}
      >
        <div>
          <SubmitButton pending={form.pending}>{common("save")}</SubmitButton>
        </div>
      </Form>
    </Panel>
  );
}

/** The address for signing in, and an address that waits for its confirmation. */
export function EmailPanel() {
  const t = useTranslations("account");
  const { data, error, refetch } = useQuery(useTRPC().account.overview.queryOptions());
  const [changing, setChanging] = useState(false);
  const providerName = (provider: string) =>
    provider === "oidc" ? t("email.singleSignOn") : (providerNames[provider] ?? provider);
  return (
    <Panel
      title={t("email.title")}
      action={
        <Button size="sm" onClick={() => setChanging(true)}>
          {t("change")}
        </Button>
      }
    >
      {error && <ErrorState error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton className="h-12" />}
      {data && (
        <div className="flex flex-col gap-4">
          <Facts
            facts={[
              [t("email.signInAs"), <strong key="email">{data.email}</strong>],
              ...data.providers.map((provider): [string, string] => [t("email.connected"), providerName(provider)]),
            ]}
          />
          {data.pendingEmail && <Pending email={data.pendingEmail} />}
        </div>
      )}
      <Dialog open={changing} onOpenChange={setChanging} title={t("email.change")} description={t("email.changeAbout")}>
        <ChangeEmail onClose={() => setChanging(false)} />
      </Dialog>
    </Panel>
  );
}

const providerNames: Record<string, string> = { github: "GitHub", google: "Google" };

/** The address that waits for its confirmation, with a button to discard it. */
function Pending({ email }: { email: string }) {
  const t = useTranslations("account.email");
  const queryClient = useQueryClient();
  const { run, pending } = useAction(useTRPC().account.cancelEmailChange.mutationOptions(), t("kept"));
  return (
    <Notice variant="info" icon={<ClockIcon aria-hidden />}>
      <p>{t.rich("pending", { email, strong: (text) => <strong className="break-all">{text}</strong> })}</p>
      <Button
        size="sm"
        className="mt-2"
        disabled={pending}
        onClick={async () => {
          await run();
          await invalidateEntity(queryClient, "user");
        }}
      >
        {t("keep")}
      </Button>
    </Notice>
  );
}

function ChangeEmail({ onClose }: { onClose: () => void }) {
  const t = useTranslations("account.email");
  const queryClient = useQueryClient();
  const form = useZodForm({
    schema: changeEmail,
    defaultValues: { email: "" },
    mutation: useTRPC().account.changeEmail.mutationOptions(),
    onSaved: async (_answer, { email }) => {
      toast.success(t("sent", { email }));
      await invalidateEntity(queryClient, "user");
      onClose();
    },
  });
  return (
    <Form
      form={form}
      guard={false}
      inputs={{
        email: (field) => <TextField field={field} label={t("new")} type="email" autoComplete="email" autoFocus />,
      }}
    >
      <FormActions pending={form.pending} submit={t("send")} onCancel={onClose} />
    </Form>
  );
}
