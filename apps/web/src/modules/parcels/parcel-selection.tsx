import { useQuery } from "@tanstack/react-query";
import { functionalUpdate, type RowSelectionState, type Updater } from "@tanstack/react-table";
import { useState } from "react";
import type { Selection } from "@/lists/selection-bar.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { BatchActions } from "./batch-actions.tsx";
import type { parcelsOfList } from "./parcel-list.ts";

/**
 * The selection of the list: single rows, or all parcels that match its filters.
 *
 * @param all the filters.
 * @param rows the loaded rows; undefined while loading.
 * @param more whether more parcels match.
 */
export function useParcelSelection(
  all: ReturnType<typeof parcelsOfList>,
  rows: readonly { id: string }[] | undefined,
  more: boolean,
): Selection {
  const [chosen, setChosen] = useState<RowSelectionState>({});
  // The filters for which all matching parcels are selected; with other filters, the selection is empty.
  const [allOf, setAllOf] = useState<string>();
  const allChosen = allOf === JSON.stringify(all);
  const shownAll = rows !== undefined && rows.length > 0 && rows.every(({ id }) => chosen[id]);
  const { data: matching } = useQuery(
    useTRPC().parcels.count.queryOptions({ selection: all }, { enabled: allChosen || (shownAll && more) }),
  );
  const state: RowSelectionState = allChosen ? Object.fromEntries(rows?.map(({ id }) => [id, true]) ?? []) : chosen;
  const choose = (next: Updater<RowSelectionState>) => {
    setAllOf(undefined);
    setChosen(functionalUpdate(next, state));
  };
  return {
    state,
    onChange: choose,
    actions: (ids) => <BatchActions selection={allChosen ? all : { ids }} onStarted={() => choose({})} />,
    ...(more || allChosen
      ? {
          matching: {
            count: matching?.count,
            more: matching?.more,
            chosen: allChosen,
            onChoose: () => setAllOf(JSON.stringify(all)),
          },
        }
      : {}),
  };
}
