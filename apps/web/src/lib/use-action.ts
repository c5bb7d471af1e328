"use client";

import {
  type DataTag,
  type QueryClient,
  type QueryKey,
  type UseMutationOptions,
  useMutation,
} from "@tanstack/react-query";
import { toast } from "sonner";
import { useRefusals } from "./use-refusals.ts";

/**
 * Shows in a query at once what a mutation is about to change.
 *
 * @param queryKey the query's `queryKey()`.
 * @param change what becomes of its data.
 * @returns what takes it back, unless something newer was read.
 */
export async function showAtOnce<Data, Failure>(
  queryClient: QueryClient,
  queryKey: DataTag<QueryKey, Data, Failure>,
  change: (data: Data) => Data,
): Promise<() => void> {
  // What is being read is as it was before.
  await queryClient.cancelQueries({ queryKey });
  const before = queryClient.getQueryData<Data>(queryKey);
  if (before === undefined) return () => {};
  const shown = queryClient.setQueryData<Data>(queryKey, change(before));
  return () => {
    if (queryClient.getQueryData<Data>(queryKey) === shown) queryClient.setQueryData<Data>(queryKey, before);
  };
}

/**
 * Runs a procedure from a button: says what was done, or why not.
 *
 * @param mutation the procedure's `mutationOptions()`.
 * @param done what to say when it was done; nothing when left out.
 * @param atOnce shows what will be before the answer is there ({@link showAtOnce}); what it returns is called where the
 *   procedure refuses.
 */
export function useAction<Answer, Failure, Input>(
  mutation: UseMutationOptions<Answer, Failure, Input>,
  done?: string,
  atOnce?: (input: Input) => Promise<() => void>,
): { run: (input: Input) => Promise<Answer | null>; pending: boolean } {
  const { messagesOf } = useRefusals();
  const { mutateAsync, isPending } = useMutation(mutation);
  const run = async (input: Input) => {
    const takeBack = await atOnce?.(input);
    try {
      const answer = await mutateAsync(input);
      if (done) toast.success(done);
      return answer;
    } catch (error) {
      takeBack?.();
      toast.error(messagesOf(error));
      return null;
    }
  };
  return { run, pending: isPending };
}
