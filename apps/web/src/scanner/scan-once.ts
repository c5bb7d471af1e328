/** Query options for the lookup of a scanned code: not cached, since the record may have just been created. */
export const scanOnce = { staleTime: 0, gcTime: 0, retry: false } as const;
