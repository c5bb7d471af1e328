import { startRegistration } from "@simplewebauthn/browser";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { addPasskey } from "@waybill/validators";
import { useTranslations } from "next-intl";
import type { z } from "zod";
import { toast } from "@/components/toast.ts";
import { Dialog } from "@/components/ui/dialog.tsx";
import { useBrowserName } from "@/formats/use-browser-name.ts";
import { Form, FormActions, TextField } from "@/forms/fields.tsx";
import { useLocalForm } from "@/forms/use-local-form.ts";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { useRefusals } from "@/trpc/use-refusals.ts";

const naming = addPasskey.pick({ name: true });
type Naming = z.output<typeof naming>;

/** Names a passkey, and creates it on the device. */
export function AddPasskey({
  onClose,
  onAdded,
}: {
  onClose: () => void;
  onAdded: (recoveryCodes: string[] | null) => void;
}) {
  const t = useTranslations("account");
  const { issuesFrom } = useRefusals();
  const browserName = useBrowserName();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const start = useMutation(trpc.factors.startPasskey.mutationOptions());
  const add = useMutation(trpc.factors.addPasskey.mutationOptions());
  const register = async ({ name }: Naming): Promise<void> => {
    const refused = (message: string): void => form.refuse("name", message);
    try {
      const optionsJSON = await start.mutateAsync();
      const passkey = await startRegistration({ optionsJSON }).catch(() => null);
      if (!passkey) return refused(t("passkeys.notCreated"));
      const { recoveryCodes } = await add.mutateAsync({ name, passkey });
      toast.success(t("passkeys.added"));
      await invalidateEntity(queryClient, "user");
      onAdded(recoveryCodes);
    } catch (error) {
      refused(issuesFrom(error)[0]?.message ?? t("failed"));
    }
  };
  const form = useLocalForm({
    schema: naming,
    defaultValues: { name: browserName(navigator.userAgent) },
    send: register,
  });
  return (
    <Dialog open onOpenChange={onClose} title={t("passkeys.add")} description={t("passkeys.addAbout")}>
      <Form
        form={form}
        guard={false}
        inputs={{
          name: (field) => <TextField field={field} label={t("passkeys.name")} autoComplete="off" autoFocus />,
        }}
      >
        <FormActions pending={form.pending} submit={t("passkeys.proceed")} onCancel={onClose} />
      </Form>
    </Dialog>
  );
}
