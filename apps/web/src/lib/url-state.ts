"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";

/** A list's filters in the URL. Several values of a name are joined by commas. */
export type UrlState = Record<string, string | undefined>;

/** Filters in the URL: they can be shared, and survive going back. A change goes to the first page. */
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
      // Not with the router: until the server has answered, the page would use the former filters.
      window.history.replaceState(null, "", query ? `${pathname}?${query}` : pathname);
    },
    [pathname],
  );
  return [state, set];
}
