"use client";

import { useQueryClient } from "@tanstack/react-query";
import { updateTenant } from "@waybill/validators";
import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { Facts } from "@/components/facts.tsx";
import { Page } from "@/components/page.tsx";
import { Panel } from "@/components/ui/surface.tsx";
import { Form, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { useCan, useTenantInfo } from "@/lib/access.tsx";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";

/** The organisation's own settings. */
export function SettingsPage() {
  const { name, slug, role } = useTenantInfo();
  const can = useCan();
  return (
    <Page title="Settings">
      <div className="grid max-w-2xl grid-cols-1 gap-4">
        {can("tenants.update") && (
          <Panel title="Organisation">
            <NameForm name={name} />
          </Panel>
        )}
        <Panel title="Facts">
          <Facts
            facts={[
              ["Name", name],
              ["Address", `/t/${slug}`],
              ["Your role", role],
            ]}
          />
        </Panel>
      </div>
    </Page>
  );
}

function NameForm({ name }: { name: string }) {
  const router = useRouter();
  const queryClient = useQueryClient();
  const form = useZodForm({
    schema: updateTenant,
    defaultValues: { name },
    mutation: useTRPC().tenants.update.mutationOptions(),
    onSaved: async () => {
      await invalidateEntity(queryClient, "tenant");
      toast.success("Saved");
      router.refresh();
    },
  });
  return (
    <Form form={form}>
      <TextField form={form} name="name" label="Name" />
      <div>
        <SubmitButton pending={form.pending}>Save</SubmitButton>
      </div>
    </Form>
  );
}
