"use client";

import { useEffect } from "react";
import { useTenantInfo } from "@/trpc/use-access.ts";

/**
 * Sets the title of the browser's tab to the name of the record and of the organisation, so that tabs can be told
 * apart. The server's title names only the kind of record: its name is fetched once, for the page, and may change. If
 * the page was opened by a link, the server's title arrives later; it is restored when the page is left.
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
      // The next page may have set its title already.
      if (document.title === title) document.title = theirs;
    };
  }, [title]);
}
