"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type Choice, type Choices, EntitySelect } from "@/components/entity-select.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import type { CustomInput } from "@/forms/fields.tsx";
import { useTRPC } from "@/trpc/client.tsx";

interface Shown {
  id: string;
  sku: string;
  name: string;
  available: number;
}

function useAsChoice() {
  const t = useTranslations("items.select");
  const { formatCount } = useFormats();
  return ({ id, sku, name, available }: Shown): Choice => ({
    ...{ id, code: sku, name, detail: t("available", { count: formatCount(available) }) },
  });
}

function useChoices(search: string): Choices {
  const asChoice = useAsChoice();
  const { data, isPlaceholderData } = useQuery(
    useTRPC().items.list.queryOptions({ search, limit: 20 }, { placeholderData: keepPreviousData }),
  );
  return { choices: data?.items.map(asChoice), outdated: isPlaceholderData };
}

function useChosen(id: string | null) {
  const asChoice = useAsChoice();
  const { data } = useQuery(useTRPC().items.byId.queryOptions({ id: id ?? "" }, { enabled: id !== null }));
  return data && asChoice(data);
}

/** Chooses an item. */
export function ItemSelect(
  props: CustomInput<string | null> & { onCreate?: (search: string) => void; clearable?: boolean },
) {
  const t = useTranslations("items.select");
  return <EntitySelect {...props} placeholder={t("placeholder")} useChoices={useChoices} useChosen={useChosen} />;
}
