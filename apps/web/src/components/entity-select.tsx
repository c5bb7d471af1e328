"use client";

import { Command } from "cmdk";
import { CheckIcon, ChevronsUpDownIcon, PlusIcon, XIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { Popover } from "radix-ui";
import { useDeferredValue, useState } from "react";
import { cn } from "./ui/cn.ts";
import { inputClasses } from "./ui/input.tsx";
import { popoverClasses } from "./ui/menu.tsx";
import { useAwaitedChoice } from "./use-awaited-choice.ts";

/** A record to choose, by code and name. */
export interface Choice {
  id: string;
  code?: string;
  name: string;
  /** A further detail, shown at the right. */
  detail?: string;
}

/** The choices for a search. */
export interface Choices {
  /** Undefined while loading. */
  choices: Choice[] | undefined;
  /** Whether they are those of an earlier search, until those of this one are loaded. */
  outdated: boolean;
}

/** The properties of an {@link EntitySelect}. */
interface EntitySelectProps {
  id: string;
  value: string | null | undefined;
  onChange: (id: string | null) => void;
  onBlur: () => void;
  placeholder: string;
  useChoices: (search: string) => Choices;
  /** The chosen record, if it is not among the choices. */
  useChosen: (id: string | null) => Choice | undefined;
  /** Creates a record that does not exist yet. */
  onCreate?: (search: string) => void;
  /** Whether the choice may be empty. */
  clearable?: boolean;
  "aria-invalid": boolean;
  "aria-describedby": string | undefined;
}

/** Selects one of many records: searches on the server while typing, and offers to create one. */
export function EntitySelect(props: EntitySelectProps) {
  const { id, value, onChange, onBlur, placeholder, useChoices, useChosen, onCreate, clearable, ...attributes } = props;
  const t = useTranslations("common");
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  const deferred = useDeferredValue(search);
  const { choices, outdated: earlier } = useChoices(deferred);
  const outdated = earlier || choices === undefined || deferred !== search;
  const known = choices?.find((choice) => choice.id === value);
  const fetched = useChosen(known || !value ? null : value);
  const chosen = known ?? fetched;
  const close = (next: boolean) => {
    setOpen(next);
    if (next) return;
    setSearch("");
    onBlur();
  };
  const choose = (next: string | null) => {
    onChange(next);
    close(false);
  };
  const onKeyDown = useAwaitedChoice({ search, outdated, first: choices?.[0]?.id, choose });
  return (
    <Popover.Root open={open} onOpenChange={close}>
      <Popover.Trigger
        id={id}
        type="button"
        role="combobox"
        aria-expanded={open}
        {...attributes}
        className={cn(inputClasses, "flex items-center justify-between gap-2 text-left")}
      >
        {chosen ? (
          <span className="flex min-w-0 items-baseline gap-2">
            {chosen.code && <span className="tabular shrink-0 text-ink-faint text-meta">{chosen.code}</span>}
            <span className="truncate">{chosen.name}</span>
          </span>
        ) : (
          <span className="truncate text-ink-faint">{value ? "…" : placeholder}</span>
        )}
        <ChevronsUpDownIcon aria-hidden className="size-4 shrink-0 text-ink-faint" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={placeholder}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className={cn(popoverClasses, "w-(--radix-popover-trigger-width) min-w-72 p-0")}
        >
          <Command shouldFilter={false} label={placeholder}>
            <Command.Input
              value={search}
              onValueChange={setSearch}
              onKeyDown={onKeyDown}
              placeholder={t("select.search")}
              className="h-10 w-full border-line border-b bg-transparent px-3 outline-none placeholder:text-ink-faint max-sm:text-[16px]"
            />
            {!choices?.length && (
              <p role="status" className="px-3.5 pt-3 text-ink-faint">
                {choices ? t("select.empty") : t("searching")}
              </p>
            )}
            <Command.List className="max-h-72 overflow-y-auto p-1">
              {clearable && value && (
                <Command.Item
                  value="none"
                  onSelect={() => choose(null)}
                  className="flex cursor-pointer items-center gap-2 rounded-md px-2.5 py-1.5 text-ink-soft data-[selected=true]:bg-sunken"
                >
                  <XIcon aria-hidden className="size-4 shrink-0" />
                  {t("none")}
                </Command.Item>
              )}
              {choices?.map((choice) => (
                <Command.Item
                  key={choice.id}
                  value={choice.id}
                  onSelect={() => choose(choice.id)}
                  className="flex cursor-pointer items-center gap-2 rounded-md px-2.5 py-1.5 data-[selected=true]:bg-sunken"
                >
                  <CheckIcon
                    aria-hidden
                    className={cn("size-4 shrink-0 text-accent", choice.id !== value && "invisible")}
                  />
                  {choice.code && (
                    <span className="tabular w-24 shrink-0 truncate text-ink-faint text-meta">{choice.code}</span>
                  )}
                  <span className="min-w-0 flex-1 truncate">{choice.name}</span>
                  {choice.detail && <span className="tabular shrink-0 text-ink-faint text-meta">{choice.detail}</span>}
                </Command.Item>
              ))}
              {onCreate && (
                <Command.Item
                  value="create"
                  onSelect={() => {
                    close(false);
                    onCreate(search);
                  }}
                  className="flex cursor-pointer items-center gap-2 rounded-md px-2.5 py-1.5 text-accent data-[selected=true]:bg-sunken"
                >
                  <PlusIcon aria-hidden className="size-4 shrink-0" />
                  {search ? t("select.createNamed", { name: search }) : t("select.create")}
                </Command.Item>
              )}
            </Command.List>
          </Command>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
