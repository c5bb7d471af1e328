"use client";

import { CircleAlertIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { get } from "react-hook-form";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/surface.tsx";
import type { ZodForm } from "./form.ts";

const same = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** A value as text for a sentence; null if it has none. */
const plain = (value: unknown) => (typeof value === "string" || typeof value === "number" ? String(value) : null);

/**
 * Shows in a form the changes that others have made since it was opened, and merges them: their changes are taken,
 * and the person's own stay. If both changed a field, the person's value stays, with a notice.
 *
 * @param now the current values on the server, with their `version`.
 * @param labels the labels of the fields.
 */
export function ConcurrentChanges<Values>({
  form,
  now,
  labels,
}: {
  form: ZodForm<Values>;
  now: NoInfer<Values> & { version: number };
  labels: Record<keyof NoInfer<Values> & string, string>;
}) {
  const t = useTranslations("common.forms.meanwhile");
  const { defaultValues: base, dirtyFields } = form.methods.formState;
  if (!base || get(base, "version") === now.version) return null;
  const changes = Object.entries<string>(labels).filter(([name]) => !same(get(base, name), get(now, name)));
  const takeTheirs = (keepDirtyValues: boolean) => {
    form.methods.clearErrors();
    form.methods.reset(now, { keepDirtyValues });
  };
  return (
    <Notice variant="warning" icon={<CircleAlertIcon aria-hidden />}>
      <p className="font-medium">{t("title")}</p>
      {changes.length > 0 && (
        <ul className="mt-1 list-disc pl-4">
          {changes.map(([name, label]) => {
            const value = plain(get(now, name));
            const both = get(dirtyFields, name) === true;
            return (
              <li key={name}>
                {value === null
                  ? t(both ? "differsBoth" : "differs", { label })
                  : t(both ? "nowBoth" : "now", { label, value })}
              </li>
            );
          })}
        </ul>
      )}
      <div className="mt-2 flex flex-wrap gap-2">
        <Button size="sm" onClick={() => takeTheirs(true)}>
          {t("merge")}
        </Button>
        <Button size="sm" variant="ghost" onClick={() => takeTheirs(false)}>
          {t("discard")}
        </Button>
      </div>
    </Notice>
  );
}
