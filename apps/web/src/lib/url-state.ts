"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";

/** A list's filters as the address has them. Several values of one name are joined by commas. */
export type UrlState = Record<string, string | undefined>;

/** Filters that live in the address: shareable, and there again after going back. Setting one goes to the first page. */
export function useUrlState(): [UrlState, (changes: UrlState) => void] {
  const router = useRouter();
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
      router.replace(query ? `${pathname}?${query}` : pathname, { scroll: false });
    },
    [router, pathname],
  );
  return [state, set];
}
