"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "@/components/ui/input.tsx";
import type { CustomInput } from "@/forms/fields.tsx";
import { useWords } from "@/texts/words.ts";

/** Resources with their actions, as declared by the modules. */
export type Resources = { name: string; actions: string[] }[];

/**
 * Selects permissions in a matrix of resources and actions.
 *
 * @param has the person's own permissions; others are disabled, with the reason as title.
 */
export function PermissionMatrix({
  resources,
  has,
  input: { id, value, onChange, onBlur, ...attributes },
}: {
  resources: Resources;
  has: ReadonlySet<string>;
  input: CustomInput<string[]>;
}) {
  const t = useTranslations("roles.matrix");
  const words = useWords();
  const chosen = new Set(value);
  const toggle = (names: string[], on: boolean) => {
    for (const name of names) {
      if (on) chosen.add(name);
      else chosen.delete(name);
    }
    onChange([...chosen].sort());
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: the label names the group
    <div
      id={id}
      role="group"
      aria-describedby={attributes["aria-describedby"]}
      onBlur={onBlur}
      className="divide-y divide-line rounded-lg border border-line"
    >
      {resources.map(({ name, actions }) => {
        const own = actions.map((action) => `${name}.${action}`).filter((permission) => has.has(permission));
        const all = own.length > 0 && own.every((permission) => chosen.has(permission));
        return (
          <fieldset key={name} className="grid gap-x-4 gap-y-2 px-3 py-2.5 sm:grid-cols-[9rem_1fr]">
            <legend className="sr-only">{words.module(name)}</legend>
            <label className="flex items-center gap-2 font-medium">
              <Checkbox
                aria-label={t("everything", { resource: words.module(name) })}
                checked={all}
                disabled={own.length === 0}
                ref={(box) => {
                  if (box) box.indeterminate = !all && own.some((permission) => chosen.has(permission));
                }}
                onChange={(event) => toggle(own, event.target.checked)}
              />
              {words.module(name)}
            </label>
            <div className="flex flex-wrap gap-x-4 gap-y-1.5">
              {actions.map((action) => {
                const permission = `${name}.${action}`;
                const allowed = has.has(permission);
                return (
                  <label
                    key={action}
                    title={allowed ? permission : t("lacking", { permission })}
                    className={allowed ? "flex items-center gap-2" : "flex items-center gap-2 text-ink-faint"}
                  >
                    <Checkbox
                      aria-label={t("action", { resource: words.module(name), action: words.action(name, action) })}
                      checked={chosen.has(permission)}
                      disabled={!allowed}
                      onChange={(event) => toggle([permission], event.target.checked)}
                    />
                    {words.action(name, action)}
                  </label>
                );
              })}
            </div>
          </fieldset>
        );
      })}
    </div>
  );
}
