"use client";

import { useSyncExternalStore } from "react";
import { useFormats } from "@/lib/use-formats.ts";

const tickMs = 15_000;
let now = 0;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** The time, to the tick: the same for everything that is drawn between two ticks. */
function clock(): number {
  if (Date.now() - now > tickMs) now = Date.now();
  return now;
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const notify of listeners) notify();
  }, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/**
 * While the browser takes over what the server drew, a time that never is: React leaves the server's words as they are
 * until they change.
 */
const clockOfServer = typeof window === "undefined" ? clock : () => 0;

/** What the server's clock may be ahead of the browser's, in milliseconds: what lies so near is not in the future. */
const skewMs = 60_000;

/** How long ago something was, or in how long it will be; the exact time on hover. One clock serves the whole page. */
export function RelativeTime({ at }: { at: string }) {
  const { formatDateTime, formatRelative } = useFormats();
  const current = useSyncExternalStore(subscribe, clock, clockOfServer);
  const time = Date.parse(at);
  // Server and browser draw it a moment apart, in zones of their own: the browser's word is the one that stays.
  return (
    <time dateTime={at} title={formatDateTime(at)} suppressHydrationWarning className="whitespace-nowrap">
      {formatRelative(at, time - current < skewMs ? Math.max(current, time) : current)}
    </time>
  );
}
