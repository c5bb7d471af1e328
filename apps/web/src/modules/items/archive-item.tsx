import { useQueryClient } from "@tanstack/react-query";
import { ArchiveIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { toast } from "@/components/toast.ts";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";

/** Archives or restores one item, with undo. */
export function ArchiveItemButton({ item }: { item: { id: string; name: string; archivedAt: string | null } }) {
  const t = useTranslations("items.archiving");
  const queryClient = useQueryClient();
  const { run, pending } = useAction(useTRPC().items.archive.mutationOptions());
  const archived = item.archivedAt !== null;
  const set = async (next: boolean) => {
    if (!(await run({ id: item.id, archived: next }))) return;
    await invalidateEntity(queryClient, "item");
    toast.success(t(next ? "archived" : "restored", { name: item.name }), {
      action: { label: t("undo"), onClick: () => void set(!next) },
    });
  };
  return (
    <GuardedButton permission="items.archive" disabled={pending} onClick={() => set(!archived)}>
      <ArchiveIcon /> {t(archived ? "restore" : "archive")}
    </GuardedButton>
  );
}

/** The most calls at a time. */
const together = 10;

/** Archives or restores items, with undo. @param onDone called before the list is fetched again */
export function useArchiveMany(onDone: () => void) {
  const t = useTranslations("items.archiving");
  const queryClient = useQueryClient();
  const archive = useAction(useTRPC().items.archive.mutationOptions());
  const run = async (ids: string[], archived: boolean) => {
    let done = 0;
    for (let from = 0; from < ids.length; from += together) {
      const some = ids.slice(from, from + together);
      const outcomes = await Promise.all(some.map((id) => archive.run({ id, archived })));
      done += outcomes.filter(Boolean).length;
    }
    onDone();
    await invalidateEntity(queryClient, "item");
    if (done === 0) return;
    toast.success(t(archived ? "manyArchived" : "manyRestored", { count: done }), {
      action: { label: t("undo"), onClick: () => void run(ids, !archived) },
    });
  };
  return { run, pending: archive.pending };
}
