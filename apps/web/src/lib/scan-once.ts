/** How a scanned code is looked up: read anew, since somebody may have made the thing just now, and kept nowhere. */
export const scanOnce = { staleTime: 0, gcTime: 0, retry: false } as const;
