import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import { hasIssue } from "./confirmation.ts";

/** Makes a cache. What the server has read is fresh for a moment, so that the browser does not read it again at once. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhereShut }),
    mutationCache: new MutationCache({ onError: leaveWhereShut }),
    defaultOptions: {
      queries: {
        staleTime: 20_000,
        // A page that is being rendered does not wait for a second try; the browser makes it.
        retry: (failures, error) => typeof window !== "undefined" && failures < 2 && !isRefusal(error),
      },
    },
  });
}

/** Shows why, where the tenant began to require a second factor while the page was open: the whole page is read anew. */
function leaveWhereShut(error: unknown): void {
  if (typeof window !== "undefined" && hasIssue(error, "second_factor_required")) window.location.reload();
}

/** Asked for too much at a time: a moment later it may be answered. */
const tooManyRequests = 429;

/** Whether the server answered, and said no: asking again will not help. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof TRPCClientError)) return false;
  const status = Number(error.data?.httpStatus ?? 0);
  return status >= 400 && status < 500 && status !== tooManyRequests;
}
