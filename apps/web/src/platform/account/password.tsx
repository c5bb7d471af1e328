"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { changePassword } from "@waybill/validators";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Panel } from "@/components/ui/surface.tsx";
import { CheckboxField, Form, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { useFormats } from "@/lib/use-formats.ts";
import { useTRPC } from "@/trpc/client.tsx";

/** Changes the password, or sets the first one. */
export function PasswordPanel() {
  const { data } = useQuery(useTRPC().account.overview.queryOptions());
  const [changing, setChanging] = useState(false);
  const none = data?.hasPassword === false;
  const label = none ? "Set a password" : "Change the password";
  return (
    <Panel
      title="Password"
      action={
        <Button size="sm" onClick={() => setChanging(true)}>
          {none ? "Set" : "Change"}
        </Button>
      }
    >
      <p className="text-ink-soft">
        {none
          ? "You have none: you sign in another way."
          : "You sign in with your email and a password. We mail you when it is changed."}
      </p>
      <Dialog open={changing} onOpenChange={setChanging} title={label}>
        <ChangePassword first={none} onClose={() => setChanging(false)} />
      </Dialog>
    </Panel>
  );
}

function ChangePassword({ first, onClose }: { first: boolean; onClose: () => void }) {
  const { formatWait } = useFormats();
  const queryClient = useQueryClient();
  const form = useZodForm({
    schema: changePassword,
    defaultValues: { current: first ? null : "", password: "", endOtherSessions: true },
    mutation: useTRPC().account.changePassword.mutationOptions(),
    onSaved: async (answer) => {
      if (!answer.ok) {
        const message =
          answer.reason === "throttled"
            ? `Too many tries. Try again in ${formatWait(answer.waitSeconds)}.`
            : "This is not your password.";
        form.refuse("current", message);
        return;
      }
      toast.success("Your password was changed");
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
            <TextField
              field={field}
              label="Current password"
              type="password"
              autoComplete="current-password"
              autoFocus
            />
          ),
        password: (field) => (
          <TextField
            field={field}
            label="New password"
            type="password"
            autoComplete="new-password"
            help="At least 10 characters. A few words are better than many signs."
            autoFocus={first}
          />
        ),
        endOtherSessions: (field) => (
          <CheckboxField
            field={field}
            label="Sign out everywhere else"
            help="Leave it on if somebody may know the old password."
          />
        ),
      }}
    >
      <Actions>
        <Button onClick={onClose}>Cancel</Button>
        <SubmitButton pending={form.pending}>Change the password</SubmitButton>
      </Actions>
    </Form>
  );
}
