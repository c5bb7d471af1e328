"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createTag, tagColors, updateTag } from "@waybill/validators/tags";
import { PencilIcon, PlusIcon, TagsIcon, Trash2Icon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { z } from "zod";
import { ExportButton } from "@/components/export-button.tsx";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { Page } from "@/components/page.tsx";
import { EmptyState, ErrorState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Card, Skeleton } from "@/components/ui/surface.tsx";
import { CustomField, Form, SubmitButton, TextField } from "@/forms/fields.tsx";
import type { ZodForm } from "@/forms/form.ts";
import type { FormValues } from "@/forms/types.ts";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { cn } from "@/lib/cn.ts";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { toast } from "@/lib/toast.ts";
import { updateOptimistically, useAction } from "@/lib/use-action.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { type Tag, tagColorClasses } from "./tags.tsx";

/** All tags of the tenant. */
export function TagsPage() {
  const t = useTranslations("tags");
  const { data, error, refetch } = useQuery(useTRPC().tags.list.queryOptions());
  const [open, setOpen] = useState<"new" | Tag | null>(null);
  const [deleting, setDeleting] = useState<Tag | null>(null);
  const create = (
    <GuardedButton permission="tags.create" variant="primary" onClick={() => setOpen("new")}>
      <PlusIcon /> {t("new")}
    </GuardedButton>
  );
  const { run: runExport } = useAction(useTRPC().tags.export.mutationOptions());
  const actions = (
    <>
      <ExportButton run={(format) => runExport({ format })} />
      {create}
    </>
  );
  return (
    <Page title={t("title")} count={data?.items.length ?? null} actions={actions}>
      <Card>
        {error && <ErrorState error={error} onRetry={refetch} />}
        {!data && !error && (
          <div className="flex flex-col gap-3 p-4">
            <Skeleton className="h-6" />
            <Skeleton className="h-6" />
            <Skeleton className="h-6" />
          </div>
        )}
        {data?.items.length === 0 && (
          <EmptyState icon={<TagsIcon />} title={t("none.title")} actions={create}>
            {t("none.about")}
          </EmptyState>
        )}
        <ul className="divide-y divide-line">
          {data?.items.map((tag) => (
            <li key={tag.id} className="flex h-12 items-center gap-3 px-4">
              <span aria-hidden className={cn("size-2.5 shrink-0 rounded-full", tagColorClasses[tag.color])} />
              <span className="min-w-0 flex-1 truncate font-medium">{tag.name}</span>
              <GuardedButton
                permission="tags.update"
                variant="ghost"
                size="icon"
                aria-label={t("editNamed", { name: tag.name })}
                onClick={() => setOpen(tag)}
              >
                <PencilIcon />
              </GuardedButton>
              <GuardedButton
                permission="tags.delete"
                variant="ghost"
                size="icon"
                aria-label={t("deleteNamed", { name: tag.name })}
                onClick={() => setDeleting(tag)}
              >
                <Trash2Icon />
              </GuardedButton>
            </li>
          ))}
        </ul>
      </Card>
      <Dialog open={open !== null} onOpenChange={() => setOpen(null)} title={open === "new" ? t("new") : t("edit")}>
        {open === "new" && <NewTag onClose={() => setOpen(null)} />}
        {open && open !== "new" && <EditTag key={open.id} tag={open} onClose={() => setOpen(null)} />}
      </Dialog>
      {deleting && <DeleteTag tag={deleting} onClose={() => setDeleting(null)} />}
    </Page>
  );
}

function useSaved(onClose: () => void) {
  const t = useTranslations("tags");
  const queryClient = useQueryClient();
  return async (saved: Tag) => {
    await invalidateEntity(queryClient, "tag");
    toast.success(t("saved", { name: saved.name }));
    onClose();
  };
}

function NewTag({ onClose }: { onClose: () => void }) {
  const t = useTranslations("tags");
  const form = useZodForm({
    schema: createTag,
    defaultValues: { name: "", color: "blue" },
    mutation: useTRPC().tags.create.mutationOptions(),
    onSaved: useSaved(onClose),
  });
  return <TagFields form={form} submit={t("form.create")} onClose={onClose} />;
}

function EditTag({ tag, onClose }: { tag: Tag; onClose: () => void }) {
  const t = useTranslations("common");
  const form = useZodForm({
    schema: updateTag,
    defaultValues: tag,
    mutation: useTRPC().tags.update.mutationOptions(),
    filled: ["id", "version"],
    changesOnly: true,
    onSaved: useSaved(onClose),
  });
  return <TagFields form={form} submit={t("save")} onClose={onClose} />;
}

type TagForm = ZodForm<FormValues<z.input<typeof createTag>>>;

function TagFields({ form, submit, onClose }: { form: TagForm; submit: string; onClose: () => void }) {
  const t = useTranslations("tags");
  const common = useTranslations("common");
  return (
    <Form
      form={form}
      inputs={{
        name: (field) => <TextField field={field} label={t("form.name")} autoFocus />,
        color: (field) => (
          <CustomField field={field} label={t("form.color")}>
            {(input) => <ColorPicker {...input} />}
          </CustomField>
        ),
      }}
    >
      <Actions>
        <Button onClick={onClose}>{common("cancel")}</Button>
        <SubmitButton pending={form.pending}>{submit}</SubmitButton>
      </Actions>
    </Form>
  );
}

function ColorPicker({
  id,
  value,
  onChange,
  "aria-describedby": describedBy,
}: {
  id: string;
  value: string;
  onChange: (color: Tag["color"]) => void;
  "aria-describedby": string | undefined;
}) {
  const t = useTranslations("tags.colors");
  return (
    <div id={id} role="radiogroup" aria-describedby={describedBy} className="flex flex-wrap gap-1">
      {tagColors.map((color) => (
        // biome-ignore lint/a11y/useSemanticElements: a coloured dot has no native control
        <button
          key={color}
          type="button"
          role="radio"
          aria-checked={value === color}
          aria-label={t(color)}
          title={t(color)}
          onClick={() => onChange(color)}
          className={cn(
            "flex size-9 items-center justify-center rounded-md border border-transparent",
            value === color && "border-accent bg-accent-soft",
          )}
        >
          <span className={cn("size-4 rounded-full", tagColorClasses[color])} />
        </button>
      ))}
    </div>
  );
}

function DeleteTag({ tag, onClose }: { tag: Tag; onClose: () => void }) {
  const t = useTranslations("tags");
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  const { run, pending } = useAction(trpc.tags.delete.mutationOptions(), t("deleted", { name: tag.name }), ({ id }) =>
    updateOptimistically(queryClient, trpc.tags.list.queryKey(), (data) => ({
      ...data,
      items: data.items.filter((one) => one.id !== id),
    })),
  );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("deletion.title", { name: tag.name })}
      description={t("deletion.about")}
    >
      <Actions>
        <Button onClick={onClose}>{t("deletion.keep")}</Button>
        <Button
          variant="danger"
          disabled={pending}
          onClick={async () => {
            const running = run({ id: tag.id });
            onClose();
            await running;
            await invalidateEntity(queryClient, "tag");
          }}
        >
          <Trash2Icon /> {t("deletion.confirm")}
        </Button>
      </Actions>
    </Dialog>
  );
}
