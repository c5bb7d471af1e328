"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { FieldValues } from "react-hook-form";
import { cn } from "@/components/ui/cn.ts";
import type { CustomInput } from "@/forms/fields.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { tagColorClasses } from "./tags.tsx";

/** Selects any number of tags: each is a toggle button. */
export function TagPicker({ value, onChange, onBlur, id, ...attributes }: CustomInput<FieldValues[string]>) {
  const t = useTranslations("tags");
  const { data } = useQuery(useTRPC().tags.list.queryOptions());
  const chosen: string[] = value ?? [];
  if (data?.items.length === 0) return <p className="text-ink-faint">{t("none.toChoose")}</p>;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be labelled by a label
    <div id={id} role="group" {...attributes} tabIndex={-1} className="flex flex-wrap gap-1.5 outline-none">
      {data?.items.map((tag) => {
        const pressed = chosen.includes(tag.id);
        return (
          <button
            key={tag.id}
            type="button"
            aria-pressed={pressed}
            onBlur={onBlur}
            onClick={() => onChange(pressed ? chosen.filter((other) => other !== tag.id) : [...chosen, tag.id])}
            className={cn(
              "inline-flex h-8 max-w-52 items-center gap-1.5 rounded-md border border-line px-2.5 text-ink-soft text-meta hover:border-line-strong",
              pressed && "border-accent bg-accent-soft font-medium text-ink hover:border-accent",
            )}
          >
            <span aria-hidden className={cn("size-2 shrink-0 rounded-full", tagColorClasses[tag.color])} />
            <span className="truncate">{tag.name}</span>
          </button>
        );
      })}
    </div>
  );
}
