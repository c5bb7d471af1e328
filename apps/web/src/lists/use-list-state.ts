"use client";

import { useQueryStates } from "nuqs";
import { useCallback, useMemo } from "react";
import type { ListState } from "./list-parts.ts";

/**
 * The state of a list in the URL: it can be shared, and survives going back. A change goes to the first
 * page; undefined removes a value.
 */
export function useListState<State extends object>(
  state: ListState<State>,
): [State, (changes: Partial<State>) => void] {
  const [values, setValues] = useQueryStates(state.parsers, { urlKeys: state.urlKeys });
  const present = useMemo(
    () => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as State,
    [values],
  );
  const set = useCallback(
    (changes: Partial<State>) => {
      const first = "page" in state.parsers && !("page" in changes) ? { page: null } : {};
      const cleared = Object.entries(changes).map(([name, value]) => [name, isNothing(value) ? null : value]);
      // One value for each name; the type of fromEntries has no names.
      void setValues({ ...first, ...Object.fromEntries(cleared) } as Parameters<typeof setValues>[0]);
    },
    [setValues, state.parsers],
  );
  return [present, set];
}

const isNothing = (value: unknown) =>
  value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
