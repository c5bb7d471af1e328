"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";

/** A list's filters as the address has them. Several values of one name are joined by commas. */
export type UrlState = Record<string, string | undefined>;

/** Filters that live in the address: shareable, and there again after going back. Setting one goes to the first page. */
export function useUrlState(): [UrlState, (changes: UrlState) => void] {
  const pathname = usePathname();
  const params = useSearchParams();
  const state = useMemo(() => Object.fromEntries(params.entries()), [params]);
  const set = useCallback(
    (changes: UrlState) => {
      const next = new URLSearchParams(window.location.search);
      if (!("page" in changes)) next.delete("page");
      for (const [name, value] of Object.entries(changes)) {
        if (value) next.set(name, value);
        else next.delete(name);
      }
      const query = next.toString();
      // Without the router, which asks the server first: until it has answered, the page would act on the filters of before.
      window.history.replaceState(null, "", query ? `${pathname}?${query}` : pathname);
    },
    [pathname],
  );
  return [state, set];
}
