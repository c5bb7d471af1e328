import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryStates } from "nuqs";
import { periodParams } from "@/formats/period-params.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { figuresInput } from "../query-inputs.ts";

/** The figures for the period and the tag in the URL, and whether there are no parcels yet. */
export function useFigures() {
  const [url] = useQueryStates({ ...periodParams, tag: parseAsString });
  const input = figuresInput(url);
  const query = useQuery(useTRPC().parcels.figures.queryOptions(input, { placeholderData: keepPreviousData }));
  const none = query.data !== undefined && Object.values(query.data.byState).every((count) => count === 0);
  return { ...query, tag: input.tagId, empty: none && !input.tagId };
}
