"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";

/** The distance below the window at which loading begins, in pixels. */
const ahead = 200;

/** Loads costly content when it becomes visible or is printed, and shows a placeholder until then. */
export function WhenSeen({ placeholder, children }: { placeholder: ReactNode; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (seen || !place.current) return;
    const show = () => setSeen(true);
    const watch = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && show(),
      {
        rootMargin: `${ahead}px`,
      },
    );
    watch.observe(place.current);
    window.addEventListener("beforeprint", show);
    return () => {
      watch.disconnect();
      window.removeEventListener("beforeprint", show);
    };
  }, [seen]);
  return <div ref={place}>{seen ? children : placeholder}</div>;
}
