"use client";

import { useEffect } from "react";
import { useTenantInfo } from "./access.tsx";

/**
 * Names the browser's tab after the thing that the page shows, and the organisation, so that several tabs can be told
 * apart. The server's title says the kind alone: what a thing is called is read once, for the page, and may change. Where
 * the page was come to by a link, that title arrives after the page; it is kept for whoever comes next.
 */
export function useTabTitle(name: string): void {
  const title = `${name} · ${useTenantInfo().name}`;
  useEffect(() => {
    let theirs = document.title;
    const claim = () => {
      if (document.title === title) return;
      theirs = document.title;
      document.title = title;
    };
    claim();
    const observer = new MutationObserver(claim);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      // The next page's title may be there already.
      if (document.title === title) document.title = theirs;
    };
  }, [title]);
}
