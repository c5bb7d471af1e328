"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { BookmarkIcon, PencilIcon, PlusIcon, SaveIcon, Trash2Icon, TriangleAlertIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useQueryState } from "nuqs";
import { Suspense, useState } from "react";
import { ConfirmAction } from "@/components/confirm-action.tsx";
import { toast } from "@/components/toast.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "@/components/ui/menu.tsx";
import { Notice } from "@/components/ui/surface.tsx";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { useTenantInfo } from "@/trpc/use-access.ts";
import { useAction } from "@/trpc/use-action.ts";
import { EditView, NewView } from "./lazy.ts";

type View = RouterOutputs["views"]["list"]["items"][number];
type State = Record<string, unknown>;

/** The view in the URL, if any. */
function useOpenView(list: string) {
  const [id, setId] = useQueryState("view");
  const { data } = useQuery(useTRPC().views.list.queryOptions());
  return { view: data?.items.find((view) => view.id === id && view.list === list), setId };
}

/** The filters of the open view that its list no longer has. */
export function ObsoleteFilters({ list }: { list: string }) {
  const t = useTranslations("views");
  const { view } = useOpenView(list);
  if (!view || view.obsolete.length === 0) return null;
  return (
    <Notice variant="warning" icon={<TriangleAlertIcon aria-hidden />}>
      {t("obsolete", { name: view.name, filters: view.obsolete.join(", ") })}
    </Notice>
  );
}

/** Saves the state of a list as a view, and changes the open view. */
export function ViewMenu({ list, state }: { list: string; state: State }) {
  const t = useTranslations("views");
  const common = useTranslations("common");
  const { view, setId } = useOpenView(list);
  const { permissions } = useTenantInfo();
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  const update = useAction(trpc.views.update.mutationOptions());
  const remove = useAction(trpc.views.delete.mutationOptions());
  const [open, setOpen] = useState<"new" | "edit" | "delete" | null>(null);
  const close = () => setOpen(null);
  if (!permissions.includes("views.save")) return null;
  const mayChange = view !== undefined && (!view.shared || permissions.includes("views.share"));
  const saved = async (name: string) => {
    await invalidateEntity(queryClient, "view");
    toast.success(t("saved", { name }));
    close();
  };
  const saveChanges = async (of: View) => {
    if (await update.run({ id: of.id, version: of.version, state })) await saved(of.name);
  };
  const deleteView = async (of: View) => {
    if (!(await remove.run({ id: of.id }))) return;
    close();
    await setId(null);
    await invalidateEntity(queryClient, "view");
  };
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <Button>
            <BookmarkIcon /> <span className="max-w-40 truncate">{view?.name ?? t("save")}</span>
          </Button>
        </MenuTrigger>
        <MenuContent align="start">
          {view && (
            <>
              <MenuLabel>
                {!view.shared ? t("onlyYou") : view.mine ? t("sharedByYou") : t("sharedBy", { name: view.userName })}
              </MenuLabel>
              <MenuItem disabled={!mayChange} onSelect={() => void saveChanges(view)}>
                <SaveIcon aria-hidden /> {t("saveChanges")}
              </MenuItem>
              <MenuItem disabled={!mayChange} onSelect={() => setOpen("edit")}>
                <PencilIcon aria-hidden /> {t("change")}
              </MenuItem>
              <MenuItem danger disabled={!mayChange} onSelect={() => setOpen("delete")}>
                <Trash2Icon aria-hidden /> {t("delete")}
              </MenuItem>
              <MenuSeparator />
            </>
          )}
          <MenuItem onSelect={() => setOpen("new")}>
            <PlusIcon aria-hidden /> {t("saveAsNew")}
          </MenuItem>
        </MenuContent>
      </Menu>
      <Dialog open={open === "new" || open === "edit"} onOpenChange={close} title={t(open === "new" ? "new" : "edit")}>
        <Suspense fallback={null}>
          {open === "new" && (
            <NewView
              {...{ list, state }}
              onSaved={async ({ id, name }) => {
                await setId(id);
                await saved(name);
              }}
              onClose={close}
            />
          )}
          {open === "edit" && view && <EditView view={view} onSaved={saved} onClose={close} />}
        </Suspense>
      </Dialog>
      {view && open === "delete" && (
        <ConfirmAction
          title={t("deleteTitle", { name: view.name })}
          about={t(view.shared ? "deleteShared" : "deleteOwn")}
          keep={common("cancel")}
          action={t("deleteConfirm")}
          disabled={remove.pending}
          onConfirm={() => void deleteView(view)}
          onClose={close}
        />
      )}
    </>
  );
}
