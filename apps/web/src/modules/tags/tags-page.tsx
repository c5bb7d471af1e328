"use client";

import { useQuery } from "@tanstack/react-query";
import { PencilIcon, PlusIcon, TagsIcon, Trash2Icon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { Page } from "@/components/page.tsx";
import { EmptyState, ErrorState } from "@/components/states.tsx";
import { cn } from "@/components/ui/cn.ts";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Card, Skeleton } from "@/components/ui/surface.tsx";
import { ExportButton } from "@/lists/export-button.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";
import { DeleteTag } from "./delete-tag.tsx";
import { EditTag, NewTag } from "./tag-form.tsx";
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
