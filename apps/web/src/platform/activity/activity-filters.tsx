import { useQuery } from "@tanstack/react-query";
import { entityNames } from "@waybill/validators";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { DayInput } from "@/components/ui/day-input.tsx";
import { Select } from "@/components/ui/input.tsx";
import { FilterChip } from "@/lists/list-tools.tsx";
import { useSortBy } from "@/lists/use-sort-by.ts";
import { useWords } from "@/texts/words.ts";
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
  const sortBy = useSortBy();
  const trpc = useTRPC();
  const { data: people } = useQuery(trpc.activity.people.queryOptions());
  return (
    <div className="grid grid-cols-2 items-end gap-2 sm:grid-cols-4 lg:flex lg:flex-wrap lg:items-center">
      <Select
        aria-label={t("person")}
        className="w-full lg:w-auto"
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
        className="w-full lg:w-auto"
        value={list.entity ?? ""}
        onChange={(event) =>
          onChange({ entity: entityNames.find((known) => known === event.target.value), entityId: undefined })
        }
      >
        <option value="">{t("anything")}</option>
        {sortBy(
          entityNames.filter((entity) => entity !== "presence"),
          words.entity,
        ).map((entity) => (
          <option key={entity} value={entity}>
            {words.entity(entity)}
          </option>
        ))}
      </Select>
      <label
        htmlFor={`${id}-from`}
        className="flex flex-col gap-1 text-ink-soft lg:flex-row lg:items-center lg:gap-1.5"
      >
        {t("from")}
        <DayInput
          id={`${id}-from`}
          className="w-full lg:w-auto"
          value={list.from}
          onChange={(from) => onChange({ from })}
        />
      </label>
      <label htmlFor={`${id}-to`} className="flex flex-col gap-1 text-ink-soft lg:flex-row lg:items-center lg:gap-1.5">
        {t("to")}
        <DayInput id={`${id}-to`} className="w-full lg:w-auto" value={list.to} onChange={(to) => onChange({ to })} />
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
