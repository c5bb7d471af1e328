"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { BookmarkIcon, PencilIcon, PlusIcon, SaveIcon, Trash2Icon, TriangleAlertIcon } from "lucide-react";
import { useQueryState } from "nuqs";
import { Suspense, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "@/components/ui/menu.tsx";
import { Notice } from "@/components/ui/surface.tsx";
import { useTenantInfo } from "@/lib/access.tsx";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { useAction } from "@/lib/use-action.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { EditView, NewView } from "./lazy.ts";

type View = RouterOutputs["views"]["list"]["items"][number];
type State = Record<string, unknown>;

/** The view that the address names, where there is one. */
function useOpenView(list: string) {
  const [id, setId] = useQueryState("view");
  const { data } = useQuery(useTRPC().views.list.queryOptions());
  return { view: data?.items.find((view) => view.id === id && view.list === list), setId };
}

/** What of the open view its list does not know any more. */
export function LostOfView({ list }: { list: string }) {
  const { view } = useOpenView(list);
  if (!view || view.lost.length === 0) return null;
  return (
    <Notice kind="warning" icon={<TriangleAlertIcon aria-hidden />}>
      The view {view.name} was saved with filters that there are no more: {view.lost.join(", ")}. The list is shown
      without them.
    </Notice>
  );
}

/** Saves what is chosen of a list as a view, and changes the one that is open. */
export function ViewMenu({ list, state }: { list: string; state: State }) {
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
    toast.success(`${name} was saved`);
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
            <BookmarkIcon /> <span className="max-w-40 truncate">{view?.name ?? "Save view"}</span>
          </Button>
        </MenuTrigger>
        <MenuContent align="start">
          {view && (
            <>
              <MenuLabel>
                {view.shared ? `Shared by ${view.mine ? "you" : view.userName}` : "Only you see it"}
              </MenuLabel>
              <MenuItem disabled={!mayChange} onSelect={() => void saveChanges(view)}>
                <SaveIcon aria-hidden /> Save what is chosen now
              </MenuItem>
              <MenuItem disabled={!mayChange} onSelect={() => setOpen("edit")}>
                <PencilIcon aria-hidden /> Rename or share…
              </MenuItem>
              <MenuItem danger disabled={!mayChange} onSelect={() => setOpen("delete")}>
                <Trash2Icon aria-hidden /> Delete…
              </MenuItem>
              <MenuSeparator />
            </>
          )}
          <MenuItem onSelect={() => setOpen("new")}>
            <PlusIcon aria-hidden /> Save as a new view…
          </MenuItem>
        </MenuContent>
      </Menu>
      <Dialog
        open={open === "new" || open === "edit"}
        onOpenChange={close}
        title={open === "new" ? "New view" : "Edit view"}
      >
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
      {view && (
        <Dialog
          open={open === "delete"}
          onOpenChange={close}
          title={`Delete ${view.name}?`}
          description={
            view.shared
              ? "It goes for everybody who sees it. Nothing that it shows changes."
              : "Nothing that it shows changes."
          }
        >
          <Actions>
            <Button onClick={close}>Cancel</Button>
            <Button variant="danger" disabled={remove.pending} onClick={() => void deleteView(view)}>
              Delete view
            </Button>
          </Actions>
        </Dialog>
      )}
    </>
  );
}
