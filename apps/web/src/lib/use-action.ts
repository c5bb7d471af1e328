"use client";

import { type UseMutationOptions, useMutation } from "@tanstack/react-query";
import { toast } from "sonner";
import { messagesOf } from "@/forms/use-zod-form.ts";

/**
 * Runs a procedure from a button: says what was done, or why not.
 *
 * @param mutation the procedure's `mutationOptions()`.
 * @param done what to say when it was done; nothing when left out.
 */
export function useAction<Answer, Failure, Input>(
  mutation: UseMutationOptions<Answer, Failure, Input>,
  done?: string,
): { run: (input: Input) => Promise<Answer | null>; pending: boolean } {
  const { mutateAsync, isPending } = useMutation(mutation);
  const run = async (input: Input) => {
    try {
      const answer = await mutateAsync(input);
      if (done) toast.success(done);
      return answer;
    } catch (error) {
      toast.error(messagesOf(error));
      return null;
    }
  };
  return { run, pending: isPending };
}
