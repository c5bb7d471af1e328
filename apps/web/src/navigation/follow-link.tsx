"use client";

import Link from "next/link";
import { useEffect, useRef, useState } from "react";

/**
 * Opens pages by the click of a link, so that a form with unsaved changes asks first.
 *
 * @param home the initial URL of the link.
 * @returns the link, which has to be rendered, and a function that opens a path
 */
export function useFollowLink(home: string) {
  const link = useRef<HTMLAnchorElement>(null);
  const [path, setPath] = useState<{ to: string } | null>(null);
  useEffect(() => {
    if (path) link.current?.click();
  }, [path]);
  const element = <Link ref={link} href={path?.to ?? home} prefetch={false} hidden tabIndex={-1} aria-hidden />;
  return [element, (to: string) => setPath({ to })] as const;
}
