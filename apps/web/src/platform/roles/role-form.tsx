"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { createRole, updateRole } from "@waybill/validators";
import { Trash2Icon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import type { z } from "zod";
import { Page } from "@/components/page.tsx";
import { ErrorState } from "@/components/states.tsx";
import { toast } from "@/components/toast.ts";
import { Button } from "@/components/ui/button.tsx";
import { Actions } from "@/components/ui/dialog.tsx";
import { Card, Skeleton } from "@/components/ui/surface.tsx";
import { ConcurrentChanges } from "@/forms/concurrent-changes.tsx";
import { CustomField, Form, FormActions, SubmitButton, TextField } from "@/forms/fields.tsx";
import type { ZodForm } from "@/forms/form.ts";
import type { FormValues } from "@/forms/types.ts";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTabTitle } from "@/navigation/tab-title.ts";
import { OtherViewers } from "@/platform/presence/other-viewers.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { useAccess } from "@/trpc/use-access.ts";
import { DeleteRole } from "./delete-role.tsx";
import { PermissionMatrix, type Resources } from "./permission-matrix.tsx";

type Role = RouterOutputs["roles"]["list"]["items"][number];

/** The form of a new or existing role. @param children the submit button, and other content below */
function RoleForm({
  form,
  intro,
  resources,
  children,
}: {
  form: ZodForm<FormValues<z.input<typeof createRole>>>;
  intro?: ReactNode;
  resources: Resources;
  children: ReactNode;
}) {
  const t = useTranslations("roles");
  const { permissions } = useAccess();
  return (
    <Form
      form={form}
      intro={intro}
      inputs={{
        name: (field) => <TextField field={field} label={t("fields.name")} autoComplete="off" className="max-w-sm" />,
        permissions: (field) => (
          <CustomField field={field} label={t("fields.permissions")} help={t("permissionsHelp")}>
            {(input) => <PermissionMatrix resources={resources} has={permissions} input={input} />}
          </CustomField>
        ),
      }}
    >
      {children}
    </Form>
  );
}

/** The page of a new role. */
export function NewRolePage() {
  const t = useTranslations("roles");
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const base = `/t/${useTenant()}/roles`;
  const { data, error, refetch } = useQuery(trpc.roles.list.queryOptions());
  const form = useZodForm({
    schema: createRole,
    defaultValues: { name: "", permissions: [] },
    mutation: trpc.roles.create.mutationOptions(),
    onSaved: async (_role, { name }) => {
      await invalidateEntity(queryClient, "role");
      toast.success(t("created", { name }));
      router.push(base);
    },
  });
  return (
    <Page title={t("new")} crumbs={[{ label: t("title"), href: base }]}>
      <Card className="max-w-4xl p-5">
        {error && <ErrorState error={error} onRetry={refetch} />}
        <RoleForm form={form} resources={data?.resources ?? []}>
          <FormActions pending={form.pending} submit={t("create")} onCancel={() => router.push(base)} />
        </RoleForm>
      </Card>
    </Page>
  );
}

/** The page of a tenant's own role. */
export function RolePage({ id }: { id: string }) {
  const t = useTranslations("roles");
  const { data, error, refetch } = useQuery(useTRPC().roles.list.queryOptions());
  const base = `/t/${useTenant()}/roles`;
  const role = data?.items.find((one) => one.id === id);
  useTabTitle(role?.name ?? t("role"));
  return (
    <Page
      title={role?.name ?? t("role")}
      crumbs={[{ label: t("title"), href: base }]}
      badge={role && <OtherViewers entity="role" entityId={role.id} />}
    >
      <Card className="max-w-4xl p-5">
        {error && <ErrorState error={error} onRetry={refetch} />}
        {!data && !error && <Skeleton className="h-96" />}
        {data && !role && <p className="text-ink-soft">{t("gone")}</p>}
        {data && role && <EditRole role={role} resources={data.resources} />}
      </Card>
    </Page>
  );
}

const valuesOf = ({ id, version, name, permissions }: Role) => ({ id, version, name, permissions });

function EditRole({ role, resources }: { role: Role; resources: Resources }) {
  const t = useTranslations("roles");
  const common = useTranslations("common");
  const router = useRouter();
  const queryClient = useQueryClient();
  const base = `/t/${useTenant()}/roles`;
  const [opened] = useState(role);
  const labels = { name: t("fields.name"), permissions: t("fields.permissions") };
  const [deleting, setDeleting] = useState(false);
  const form = useZodForm({
    schema: updateRole,
    defaultValues: valuesOf(opened),
    mutation: useTRPC().roles.update.mutationOptions(),
    filled: ["id", "version"],
    onSaved: async () => {
      await invalidateEntity(queryClient, "role");
      toast.success(t("saved"));
      router.push(base);
    },
  });
  return (
    <RoleForm
      form={form}
      intro={<ConcurrentChanges form={form} now={valuesOf(role)} labels={labels} />}
      resources={resources}
    >
      <Actions className="justify-between">
        <Button variant="danger" onClick={() => setDeleting(true)}>
          <Trash2Icon /> {t("deletion.open")}
        </Button>
        <span className="flex gap-2">
          <Button onClick={() => router.push(base)}>{common("cancel")}</Button>
          <SubmitButton pending={form.pending}>{common("save")}</SubmitButton>
        </span>
      </Actions>
      {deleting && <DeleteRole role={role} onClose={() => setDeleting(false)} />}
    </RoleForm>
  );
}
