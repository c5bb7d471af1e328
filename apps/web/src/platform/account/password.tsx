"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { changePassword } from "@waybill/validators";
import { minPasswordLength } from "@waybill/validators/thresholds";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "@/components/toast.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Panel } from "@/components/ui/surface.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { CheckboxField, Form, FormActions, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";

/** Changes the password, or sets the first one. */
export function PasswordPanel() {
  const t = useTranslations("account");
  const { data } = useQuery(useTRPC().account.overview.queryOptions());
  const [changing, setChanging] = useState(false);
  const none = data?.hasPassword === false;
  const label = t(none ? "password.setTitle" : "password.changeTitle");
  return (
    <Panel
      title={t("password.title")}
      action={
        <Button size="sm" onClick={() => setChanging(true)}>
          {none ? t("password.set") : t("change")}
        </Button>
      }
    >
      <p className="text-ink-soft">{t(none ? "password.none" : "password.about")}</p>
      <Dialog open={changing} onOpenChange={setChanging} title={label}>
        <ChangePassword first={none} onClose={() => setChanging(false)} />
      </Dialog>
    </Panel>
  );
}

function ChangePassword({ first, onClose }: { first: boolean; onClose: () => void }) {
  const t = useTranslations("account.password");
  const { formatWait } = useFormats();
  const queryClient = useQueryClient();
  const form = useZodForm({
    schema: changePassword,
    defaultValues: { current: first ? null : "", password: "", endOtherSessions: true },
    mutation: useTRPC().account.changePassword.mutationOptions(),
    onSaved: async (answer) => {
      if (!answer.ok) {
        const message =
          answer.reason === "throttled" ? t("throttled", { time: formatWait(answer.waitSeconds) }) : t("wrong");
        form.refuse("current", message);
        return;
      }
      toast.success(t("changed"));
      await invalidateEntity(queryClient, "user");
      onClose();
    },
  });
  return (
    <Form
      form={form}
      guard={false}
      inputs={{
        current: (field) =>
          !first && (
            <TextField field={field} label={t("current")} type="password" autoComplete="current-password" autoFocus />
          ),
        password: (field) => (
          <TextField
            field={field}
            label={t("new")}
            type="password"
            autoComplete="new-password"
            help={t("newHelp", { min: minPasswordLength })}
            autoFocus={first}
          />
        ),
        endOtherSessions: (field) => <CheckboxField field={field} label={t("endOthers")} help={t("endOthersHelp")} />,
      }}
    >
      <FormActions pending={form.pending} submit={t(first ? "setTitle" : "changeTitle")} onCancel={onClose} />
    </Form>
  );
}
