"use client";

import { useTranslations } from "next-intl";
import { useEffect } from "react";

/** While `dirty`, asks before the page is left by a link, by the browser's buttons or by closing it. */
export function useUnsavedGuard(dirty: boolean): void {
  const question = useTranslations("common.forms")("leave");
  useEffect(() => {
    if (!dirty) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      const stays = !link?.href || link.target === "_blank" || event.ctrlKey || event.metaKey || event.button !== 0;
      if (stays || window.confirm(question)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener("beforeunload", onUnload);
    document.addEventListener("click", onClick, true);
    return () => {
      window.removeEventListener("beforeunload", onUnload);
      document.removeEventListener("click", onClick, true);
    };
  }, [dirty, question]);
}
