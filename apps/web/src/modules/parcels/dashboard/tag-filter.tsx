import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useQueryState } from "nuqs";
import { Select } from "@/components/ui/input.tsx";
import { useTRPC } from "@/trpc/client.tsx";

/** Limits the figures to parcels with a tag. */
export function TagFilter() {
  const t = useTranslations("parcels.dashboard");
  const [tag, setTag] = useQueryState("tag");
  const { data: tags } = useQuery(useTRPC().tags.list.queryOptions());
  if (!tags || tags.items.length === 0) return null;
  return (
    <Select
      aria-label={t("byTag")}
      value={tag ?? ""}
      onChange={({ target }) => setTag(target.value || null)}
      className="w-auto max-w-52"
    >
      <option value="">{t("anyTag")}</option>
      {tags.items.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </Select>
  );
}
