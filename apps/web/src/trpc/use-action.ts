"use client";

import {
  type DataTag,
  type QueryClient,
  type QueryKey,
  type UseMutationOptions,
  useMutation,
} from "@tanstack/react-query";
import { toast } from "@/components/toast.ts";
import { useRefusals } from "./use-refusals.ts";

/**
 * Shows the effect of a mutation in a query before the server has answered (optimistic update).
 *
 * @param queryKey the query's `queryKey()`.
 * @param change returns the changed data.
 * @returns a function that restores the data, unless newer data was fetched.
 */
export async function updateOptimistically<Data, Failure>(
  queryClient: QueryClient,
  queryKey: DataTag<QueryKey, Data, Failure>,
  change: (data: Data) => Data,
): Promise<() => void> {
  // A fetch in progress would bring the former data.
  await queryClient.cancelQueries({ queryKey });
  const before = queryClient.getQueryData<Data>(queryKey);
  if (before === undefined) return () => {};
  const shown = queryClient.setQueryData<Data>(queryKey, change(before));
  return () => {
    if (queryClient.getQueryData<Data>(queryKey) === shown) queryClient.setQueryData<Data>(queryKey, before);
  };
}

/**
 * Runs a procedure from a button, and shows a toast with the result or the error.
 *
 * @param mutation the procedure's `mutationOptions()`.
 * @param done the text of the toast after success; without it, there is none.
 * @param optimisticUpdate an optimistic update ({@link updateOptimistically}); its returned function is called if the
 *   procedure fails.
 */
export function useAction<Answer, Failure, Input>(
  mutation: UseMutationOptions<Answer, Failure, Input>,
  done?: string,
  optimisticUpdate?: (input: Input) => Promise<() => void>,
): { run: (input: Input) => Promise<Answer | null>; pending: boolean } {
  const { messagesOf } = useRefusals();
  const { mutateAsync, isPending } = useMutation(mutation);
  const run = async (input: Input) => {
    const rollBack = await optimisticUpdate?.(input);
    try {
      const answer = await mutateAsync(input);
      if (done) toast.success(done);
      return answer;
    } catch (error) {
      rollBack?.();
      toast.error(messagesOf(error));
      return null;
    }
  };
  return { run, pending: isPending };
}
