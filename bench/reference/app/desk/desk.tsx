"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ColumnDef, flexRender, getCoreRowModel, useReactTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { cva } from "class-variance-authority";
import { clsx } from "clsx";
import { Command } from "cmdk";
import { PackageIcon, PlusIcon, SearchIcon, UploadIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { Dialog, DropdownMenu, Select, Tooltip } from "radix-ui";
import { useMemo, useRef } from "react";
import { useForm } from "react-hook-form";
import { toast } from "sonner";
import { twMerge } from "tailwind-merge";
import { z } from "zod";
import { useTRPC } from "./client.tsx";

interface Parcel {
  id: string;
  reference: string;
  state: string;
  recipientName: string;
}

const button = cva("inline-flex items-center gap-2 rounded-md border px-3 py-1 text-sm", {
  variants: { kind: { plain: "bg-white", primary: "bg-blue-700 text-white" } },
  defaultVariants: { kind: "plain" },
});
const note = z.object({ text: z.string().min(1) });

function NoteDialog() {
  const { register, handleSubmit } = useForm({ resolver: zodResolver(note), defaultValues: { text: "" } });
  return (
    <Dialog.Root>
      <Dialog.Trigger className={button({ kind: "primary" })}>
        <PlusIcon size={16} />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Content className="fixed inset-8 rounded-lg border bg-white p-6">
          <Dialog.Title>New</Dialog.Title>
          <form onSubmit={handleSubmit(({ text }) => toast(text))}>
            <input {...register("text")} className="border" />
          </form>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Tools() {
  return (
    <div className="flex gap-2">
      <DropdownMenu.Root>
        <DropdownMenu.Trigger className={twMerge(clsx(button(), "px-2"))}>
          <UploadIcon size={16} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content>
            <DropdownMenu.Item>CSV</DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <Select.Root>
        <Select.Trigger className={button()}>
          <Select.Value placeholder="Newest" />
        </Select.Trigger>
      </Select.Root>
      <Tooltip.Provider>
        <Tooltip.Root>
          <Tooltip.Trigger>
            <PackageIcon size={16} />
          </Tooltip.Trigger>
          <Tooltip.Content>Parcels</Tooltip.Content>
        </Tooltip.Root>
      </Tooltip.Provider>
      <NoteDialog />
    </div>
  );
}

export function Desk({ tenant }: { tenant: string }) {
  const t = useTranslations("desk");
  const trpc = useTRPC();
  const [search, setSearch] = useQueryState("search", parseAsString.withDefault(""));
  const options = trpc.parcels.list.queryOptions({ tenantId: tenant, limit: 50 });
  const { data } = useQuery({ ...options, placeholderData: keepPreviousData });
  const columns = useMemo<ColumnDef<Parcel>[]>(
    () => [
      { accessorKey: "reference", header: t("reference") },
      { accessorKey: "state", header: t("state") },
      { accessorKey: "recipientName", header: t("recipient") },
    ],
    [t],
  );
  const table = useReactTable<Parcel>({ data: data?.items ?? [], columns, getCoreRowModel: getCoreRowModel() });
  const { rows } = table.getRowModel();
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => frame.current, estimateSize: () => 32 });
  return (
    <main className="mx-auto max-w-5xl p-6">
      <h1 className="font-semibold text-xl">{t("title")}</h1>
      <label className="flex items-center gap-2">
        <SearchIcon size={16} />
        <input
          aria-label={t("search")}
          className="rounded border px-2"
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
      </label>
      <Tools />
      <Command label={t("search")}>
        <Command.List>
          <Command.Item>
            <Link href="/">{t("title")}</Link>
          </Command.Item>
        </Command.List>
      </Command>
      <div ref={frame} className="h-96 overflow-auto">
        {virtual.getVirtualItems().map(({ index, key }) => (
          <p key={key} className="flex gap-4 border-b py-1">
            {rows[index]?.getVisibleCells().map((cell) => (
              <span key={cell.id}>{flexRender(cell.column.columnDef.cell, cell.getContext())}</span>
            ))}
          </p>
        ))}
      </div>
    </main>
  );
}
