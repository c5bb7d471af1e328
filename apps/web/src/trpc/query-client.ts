import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import { hasIssue } from "./confirmation.ts";

/** Makes a cache. Prefetched data is fresh for a moment, so that the browser does not fetch it again at once. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: reloadIfSecondFactorRequired }),
    mutationCache: new MutationCache({ onError: reloadIfSecondFactorRequired }),
    defaultOptions: {
      queries: {
        staleTime: 20_000,
        // A page that renders on the server does not wait for a retry; the browser retries.
        retry: (failures, error) => typeof window !== "undefined" && failures < 2 && !isRefusal(error),
      },
    },
  });
}

/** Reloads the page if the tenant has started to require a second factor: the new page shows the reason. */
function reloadIfSecondFactorRequired(error: unknown): void {
  if (typeof window !== "undefined" && hasIssue(error, "second_factor_required")) window.location.reload();
}

/** The status of too many requests: a retry may succeed. */
const tooManyRequests = 429;

/** Whether the server refused the request: a retry would not help. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof TRPCClientError)) return false;
  const status = Number(error.data?.httpStatus ?? 0);
  return status >= 400 && status < 500 && status !== tooManyRequests;
}
