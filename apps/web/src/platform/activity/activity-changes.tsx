import { ArrowRightIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { entityViews } from "@/manifests/registry.ts";
import { useWords } from "@/texts/words.ts";
import type { Entry } from "./activity-entry.tsx";

const written = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));

/** A value as text; undefined if it is empty. */
function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined || value === "") return undefined;
  return (Array.isArray(value) ? value.map(written).join(", ") : written(value)) || undefined;
}

/** The changed fields, before and after. */
export function Changes({ entry: { entity, before, after } }: { entry: Entry }) {
  const t = useTranslations("activity.entry");
  const words = useWords();
  const module = entityViews.get(entity)?.module ?? "activity";
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter(
    (name) => name !== "version",
  );
  if (names.length === 0) return null;
  return (
    <dl className="grid grid-cols-[minmax(5rem,auto)_1fr] gap-x-4 gap-y-1">
      {names.map((name) => (
        <div key={name} className="contents">
          <dt className="text-ink-faint">{words.field(module, name)}</dt>
          <dd className="flex min-w-0 flex-wrap items-center gap-x-2 break-all">
            {before && name in before && (
              <>
                <span className="text-ink-soft line-through">{textOf(before[name]) ?? t("nothing")}</span>
                {after && <ArrowRightIcon aria-label={t("became")} className="size-3.5 text-ink-faint" />}
              </>
            )}
            {after && name in after && <span>{textOf(after[name]) ?? t("nothing")}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
