"use client";

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { DownloadIcon, FileIcon, Trash2Icon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { ListBody } from "@/components/list-body.tsx";
import { Pager } from "@/components/list-tools.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Select } from "@/components/ui/input.tsx";
import { Card, Panel, Progress, Skeleton } from "@/components/ui/surface.tsx";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { useAction } from "@/lib/use-action.ts";
import { useFormats } from "@/lib/use-formats.ts";
import { useListState } from "@/lib/use-list-state.ts";
import { SettingsFrame } from "@/platform/tenants/settings-frame.tsx";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { fileListInput, fileListState } from "./file-list.ts";

type StoredFile = RouterOutputs["files"]["list"]["items"][number];

/** The stored files of the organisation, and the remaining storage. */
export function FilesPage() {
  const t = useTranslations("files");
  const trpc = useTRPC();
  const [list, setList] = useListState(fileListState);
  const { data: usage } = useQuery(trpc.files.usage.queryOptions());
  const query = useQuery(trpc.files.list.queryOptions(fileListInput(list), { placeholderData: keepPreviousData }));
  const { data } = query;
  const clear = () => setList({ kind: undefined });
  const apiText = useApiText();
  const rows = data?.items;
  const [removing, setRemoving] = useState<StoredFile | null>(null);
  return (
    <SettingsFrame>
      {usage ? <Usage usage={usage} /> : <Skeleton className="h-24" />}
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label={t("filter")}
          value={list.kind ?? ""}
          onChange={(event) => setList({ kind: event.target.value })}
          className="w-auto max-w-full"
        >
          <option value="">{t("any")}</option>
          {usage?.kinds.map(({ name, title }) => (
            <option key={name} value={name}>
              {apiText(title)}
            </option>
          ))}
        </Select>
      </div>
      <ListBody
        query={query}
        count={data?.total}
        filtered={Boolean(list.kind)}
        onClear={clear}
        empty={
          <EmptyState icon={<FileIcon />} title={t("none.title")}>
            {t("none.about")}
          </EmptyState>
        }
      >
        <Card>
          {!rows && <Skeleton className="h-40" />}
          <ul className="divide-y divide-line">
            {rows?.map((file) => (
              <FileRow key={file.id} file={file} onRemove={() => setRemoving(file)} />
            ))}
          </ul>
        </Card>
      </ListBody>
      {data && <Pager list={data} onPage={(page) => setList({ page })} />}
      {removing && <RemoveFile file={removing} onClose={() => setRemoving(null)} />}
    </SettingsFrame>
  );
}

/** The used storage, and its limits. */
function Usage({ usage }: { usage: RouterOutputs["files"]["usage"] }) {
  const t = useTranslations("files.usage");
  const { formatBytes, formatCount } = useFormats();
  const { bytes, files, maxBytes, maxFiles } = usage;
  const share = Math.max(bytes / maxBytes, files / maxFiles);
  return (
    <Panel title={t("title")}>
      <div className="flex flex-col gap-2">
        <Progress value={share} label={t("label")} />
        <p className="tabular text-ink-soft">
          {t("used", {
            bytes: formatBytes(bytes),
            maxBytes: formatBytes(maxBytes),
            files: formatCount(files),
            maxFiles: formatCount(maxFiles),
          })}{" "}
          {share >= 1 ? t("full") : t("left", { bytes: formatBytes(maxBytes - bytes) })}
        </p>
      </div>
    </Panel>
  );
}

function FileRow({ file, onRemove }: { file: StoredFile; onRemove: () => void }) {
  const t = useTranslations("files");
  const actor = useTranslations("common.actor");
  const { formatBytes } = useFormats();
  const tenant = useTenant();
  const { id, name, title, size, userName, createdAt } = file;
  const apiText = useApiText();
  return (
    <li className="flex items-center gap-x-4 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium" title={name}>
          {name}
        </p>
        <p className="tabular text-ink-faint text-meta">
          {apiText(title)}, {formatBytes(size)}, {userName ?? actor("system")}, <RelativeTime at={createdAt} />
        </p>
      </div>
      <div className="flex shrink-0 gap-1">
        <Button variant="ghost" size="icon" asChild>
          <a href={`/api/files/${id}?tenant=${tenant}`} download aria-label={t("download", { name })}>
            <DownloadIcon />
          </a>
        </Button>
        <GuardedButton
          permission="files.remove"
          variant="ghost"
          size="icon"
          aria-label={t("remove", { name })}
          onClick={onRemove}
        >
          <Trash2Icon />
        </GuardedButton>
      </div>
    </li>
  );
}

function RemoveFile({ file: { id, name, size }, onClose }: { file: StoredFile; onClose: () => void }) {
  const t = useTranslations("files");
  const common = useTranslations("common");
  const { formatBytes } = useFormats();
  const queryClient = useQueryClient();
  const { run, pending } = useAction(useTRPC().files.remove.mutationOptions(), t("removed", { name }));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("removal.title", { name })}
      description={t("removal.about", { size: formatBytes(size) })}
    >
      <Actions>
        <Button onClick={onClose}>{common("keep")}</Button>
        <Button
          variant="danger"
          disabled={pending}
          onClick={async () => {
            await run({ id });
            await invalidateEntity(queryClient, "file");
            onClose();
          }}
        >
          <Trash2Icon /> {t("removal.confirm")}
        </Button>
      </Actions>
    </Dialog>
  );
}
