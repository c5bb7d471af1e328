import { defaultRangeExtractor, useWindowVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, startTransition, useEffect, useState } from "react";
import { flushSync } from "react-dom";

/** The number of rows above which only visible ones are rendered. */
const drawnAtOnce = 100;
/** The number of rows of the first rendering, which fill a window. The others follow, so that the page reacts sooner. */
const drawnFirst = 24;

/** The rendered rows: all of a short table (a part at first) and when printing; otherwise the visible ones and some around. */
export function useShownRows({
  element,
  count,
  height,
  active,
}: {
  element: RefObject<HTMLTableElement | null>;
  count: number;
  height: number;
  active: number;
}) {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const begin = () => flushSync(() => setPrinting(true));
    const end = () => setPrinting(false);
    window.addEventListener("beforeprint", begin);
    window.addEventListener("afterprint", end);
    return () => {
      window.removeEventListener("beforeprint", begin);
      window.removeEventListener("afterprint", end);
    };
  }, []);
  const [first, setFirst] = useState(true);
  useEffect(() => startTransition(() => setFirst(false)), []);
  const virtual = count > drawnAtOnce && !printing;
  const [top, setTop] = useState(0);
  useEffect(() => {
    if (virtual && element.current) setTop(element.current.getBoundingClientRect().top + window.scrollY);
  }, [virtual, element]);
  const virtualizer = useWindowVirtualizer({
    count,
    enabled: virtual,
    estimateSize: () => height,
    overscan: 20,
    scrollMargin: top,
    // The active row stays rendered, so that it keeps the focus.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), Math.min(active, count - 1)])].sort((a, b) => a - b),
  });
  if (!virtual) {
    const drawn = first && !printing ? Math.min(count, drawnFirst) : count;
    return { shown: Array.from({ length: drawn }, (_, index) => index), above: 0, below: (count - drawn) * height };
  }
  const items = virtualizer.getVirtualItems();
  const near = items.filter(({ index }) => index !== active);
  const nearest = near[0];
  const last = near.at(-1);
  return {
    shown: items.map(({ index }) => index),
    above: nearest
      ? Math.max(nearest.index - items.filter(({ index }) => index < nearest.index).length, 0) * height
      : 0,
    below: last
      ? Math.max(count - 1 - last.index - items.filter(({ index }) => index > last.index).length, 0) * height
      : 0,
  };
}
