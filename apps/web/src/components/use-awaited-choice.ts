import { type KeyboardEvent, useEffect, useState } from "react";

/**
 * Enter before the results of a search are loaded: it chooses the first one once they are. Otherwise someone who types
 * fast, or a scanner, would choose a result of an earlier search.
 *
 * @param search the typed text
 * @param outdated whether the shown results are those of an earlier search, or none are loaded
 * @param first the id of the first result
 * @returns the handler of keys in the search input
 */
export function useAwaitedChoice({
  search,
  outdated,
  first,
  choose,
}: {
  search: string;
  outdated: boolean;
  first: string | undefined;
  choose: (id: string) => void;
}) {
  const [awaited, setAwaited] = useState<string | null>(null);
  useEffect(() => {
    if (awaited === null || outdated) return;
    setAwaited(null);
    if (awaited === search && first !== undefined) choose(first);
  }, [awaited, outdated, search, first, choose]);
  return (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !outdated || search.trim() === "" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    setAwaited(search);
  };
}
