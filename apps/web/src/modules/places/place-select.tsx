"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type Choice, type Choices, EntitySelect } from "@/components/entity-select.tsx";
import type { CustomInput } from "@/forms/fields.tsx";
import { useTRPC } from "@/trpc/client.tsx";

const asChoice = ({ id, code, name, city }: { id: string; code: string; name: string; city: string }): Choice => ({
  id,
  code,
  name,
  detail: city,
});

function useChoices(search: string): Choices {
  const { data, isPlaceholderData } = useQuery(
    useTRPC().places.list.queryOptions({ search, limit: 20 }, { placeholderData: keepPreviousData }),
  );
  return { choices: data?.items.map(asChoice), outdated: isPlaceholderData };
}

function useChosen(id: string | null) {
  const { data } = useQuery(useTRPC().places.byId.queryOptions({ id: id ?? "" }, { enabled: id !== null }));
  return data && asChoice(data);
}

/** Chooses a place. */
export function PlaceSelect(
  props: CustomInput<string | null> & { onCreate?: (search: string) => void; clearable?: boolean },
) {
  const t = useTranslations("places");
  return <EntitySelect {...props} placeholder={t("select")} useChoices={useChoices} useChosen={useChosen} />;
}
