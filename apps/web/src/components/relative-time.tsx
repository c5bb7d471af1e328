"use client";

import { useSyncExternalStore } from "react";
import { useFormats } from "@/formats/use-formats.ts";

const tickMs = 15_000;
let now = 0;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** The current time, the same for everything that is rendered between two ticks. */
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
 * During hydration, a constant: React keeps the server's text
 * until it changes.
 */
const clockOfServer = typeof window === "undefined" ? clock : () => 0;

/** The tolerated clock difference between server and browser, in milliseconds: such times are not shown as future. */
const skewMs = 60_000;

/** A time relative to now; the exact time on hover. All of a page share one clock. */
export function RelativeTime({ at }: { at: string }) {
  const { formatDateTime, formatRelative } = useFormats();
  const current = useSyncExternalStore(subscribe, clock, clockOfServer);
  const time = Date.parse(at);
  // Server and browser render at different moments and in different time zones: the browser's text stays.
  return (
    <time dateTime={at} title={formatDateTime(at)} suppressHydrationWarning className="whitespace-nowrap">
      {formatRelative(at, time - current < skewMs ? Math.max(current, time) : current)}
    </time>
  );
}
