"use client";

import { useSyncExternalStore } from "react";
import { formatDateTime, formatRelative } from "@/lib/format.ts";

const tickMs = 15_000;
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

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

/** How long ago something was; the exact time on hover. One clock serves the whole page. */
export function RelativeTime({ at }: { at: string }) {
  const current = useSyncExternalStore(
    subscribe,
    () => Math.max(now, new Date(at).getTime()),
    () => null,
  );
  const exact = formatDateTime(at);
  return (
    <time dateTime={at} title={exact} suppressHydrationWarning className="whitespace-nowrap">
      {current === null ? exact : formatRelative(at, current)}
    </time>
  );
}
