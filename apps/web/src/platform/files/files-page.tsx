"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { FileIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { EmptyState } from "@/components/states.tsx";
import { Select } from "@/components/ui/input.tsx";
import { Card, Skeleton } from "@/components/ui/surface.tsx";
import { ListBody } from "@/lists/list-body.tsx";
import { Pager } from "@/lists/list-tools.tsx";
import { useListState } from "@/lists/use-list-state.ts";
import { useSortBy } from "@/lists/use-sort-by.ts";
import { SettingsFrame } from "@/platform/tenants/settings-frame.tsx";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { fileListInput, fileListState } from "./file-list.ts";
import { FileRow, type StoredFile } from "./file-row.tsx";
import { FileUsage } from "./file-usage.tsx";
import { RemoveFile } from "./remove-file.tsx";

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
  const sortBy = useSortBy();
  const kinds = sortBy(
    (usage?.kinds ?? []).map(({ name, title }) => ({ name, title: apiText(title) })),
    ({ title }) => title,
  );
  const rows = data?.items;
  const [removing, setRemoving] = useState<StoredFile | null>(null);
  return (
    <SettingsFrame>
      {usage ? <FileUsage usage={usage} /> : <Skeleton className="h-24" />}
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label={t("filter")}
          value={list.kind ?? ""}
          onChange={(event) => setList({ kind: event.target.value })}
          className="w-auto max-w-full"
        >
          <option value="">{t("any")}</option>
          {kinds.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
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
