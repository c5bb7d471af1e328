import { useQuery } from "@tanstack/react-query";
import { entityNames } from "@waybill/validators";
import { useTranslations } from "next-intl";
import { FilterChip } from "@/components/list-tools.tsx";
import { Input, Select } from "@/components/ui/input.tsx";
import { useUrlState } from "@/lib/url-state.ts";
import { useWords } from "@/lib/words.ts";
import { useTRPC } from "@/trpc/client.tsx";

/** The filters of the activity. */
export function Filters() {
  const t = useTranslations("activity.filters");
  const words = useWords();
  const trpc = useTRPC();
  const [url, setUrl] = useUrlState();
  const { data: people } = useQuery(trpc.activity.people.queryOptions());
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        aria-label={t("person")}
        className="w-auto"
        value={url.who ?? ""}
        onChange={(event) => setUrl({ who: event.target.value })}
      >
        <option value="">{t("anybody")}</option>
        {people?.items.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t("subject")}
        className="w-auto"
        value={url.about ?? ""}
        onChange={(event) => setUrl({ about: event.target.value, id: undefined })}
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
      <label className="flex items-center gap-1.5 text-ink-soft">
        {t("from")}
        <Input
          type="date"
          className="w-auto"
          value={url.from ?? ""}
          onChange={(event) => setUrl({ from: event.target.value })}
        />
      </label>
      <label className="flex items-center gap-1.5 text-ink-soft">
        {t("to")}
        <Input
          type="date"
          className="w-auto"
          value={url.to ?? ""}
          onChange={(event) => setUrl({ to: event.target.value })}
        />
      </label>
      {url.id && (
        <FilterChip
          label={url.about ? words.entity(url.about) : t("about")}
          value={t("thisOne")}
          onRemove={() => setUrl({ id: undefined })}
        />
      )}
      {url.request && (
        <FilterChip label={t("request")} value={url.request} onRemove={() => setUrl({ request: undefined })} />
      )}
    </div>
  );
}
