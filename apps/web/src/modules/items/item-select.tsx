"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type Choice, EntitySelect } from "@/components/entity-select.tsx";
import type { CustomInput } from "@/forms/fields.tsx";
import { useTRPC } from "@/trpc/client.tsx";

interface Shown {
  id: string;
  sku: string;
  name: string;
  available: number;
}

const asChoice = ({ id, sku, name, available }: Shown): Choice => ({
  id,
  code: sku,
  name,
  detail: `${available} available`,
});

function useChoices(search: string) {
  const { data } = useQuery(
    useTRPC().items.list.queryOptions({ search, pageSize: 20 }, { placeholderData: keepPreviousData }),
  );
  return data?.items.map(asChoice);
}

function useChosen(id: string | null) {
  const { data } = useQuery(useTRPC().items.byId.queryOptions({ id: id ?? "" }, { enabled: id !== null }));
  return data && asChoice(data);
}

/** Chooses an item. */
export function ItemSelect(
  props: CustomInput<string | null> & { onCreate?: (search: string) => void; clearable?: boolean },
) {
  return <EntitySelect {...props} placeholder="Choose an item" useChoices={useChoices} useChosen={useChosen} />;
}
