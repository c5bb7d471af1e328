import { useQuery } from "@tanstack/react-query";
import { entityNames } from "@waybill/validators";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { FilterChip } from "@/components/list-tools.tsx";
import { DayInput } from "@/components/ui/day-input.tsx";
import { Select } from "@/components/ui/input.tsx";
import { useWords } from "@/lib/words.ts";
import { useTRPC } from "@/trpc/client.tsx";
import type { ActivityListState } from "./activity-list.ts";

/** The filters of the activity. */
export function Filters({
  list,
  onChange,
}: {
  list: ActivityListState;
  onChange: (changes: ActivityListState) => void;
}) {
  const t = useTranslations("activity.filters");
  const id = useId();
  const words = useWords();
  const trpc = useTRPC();
  const { data: people } = useQuery(trpc.activity.people.queryOptions());
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        aria-label={t("person")}
        className="w-auto"
        value={list.userId ?? ""}
        onChange={(event) => onChange({ userId: event.target.value || undefined })}
      >
        <option value="">{t("anyone")}</option>
        {people?.items.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t("subject")}
        className="w-auto"
        value={list.entity ?? ""}
        onChange={(event) =>
          onChange({ entity: entityNames.find((known) => known === event.target.value), entityId: undefined })
        }
      >
        <option value="">{t("anything")}</option>
        {entityNames
          .filter((entity) => entity !== "presence")
          .map((entity) => (
            <option key={entity} value={entity}>
              {words.entity(entity)}
            </option>
          ))}
      </Select>
      <label htmlFor={`${id}-from`} className="flex items-center gap-1.5 text-ink-soft">
        {t("from")}
        <DayInput id={`${id}-from`} className="w-auto" value={list.from} onChange={(from) => onChange({ from })} />
      </label>
      <label htmlFor={`${id}-to`} className="flex items-center gap-1.5 text-ink-soft">
        {t("to")}
        <DayInput id={`${id}-to`} className="w-auto" value={list.to} onChange={(to) => onChange({ to })} />
      </label>
      {list.entityId && (
        <FilterChip
          label={list.entity ? words.entity(list.entity) : t("about")}
          value={t("thisOne")}
          onRemove={() => onChange({ entityId: undefined })}
        />
      )}
      {list.requestId && (
        <FilterChip label={t("request")} value={list.requestId} onRemove={() => onChange({ requestId: undefined })} />
      )}
    </div>
  );
}
