"use client";

import { useQueryStates } from "nuqs";
import { useCallback, useMemo } from "react";
import type { z } from "zod";
import type { ListState, StateOf } from "./list-state.ts";

/**
 * The state of a list in the URL: it can be shared, and survives going back. A change goes to the first
 * page; undefined removes a value.
 */
export function useListState<Shape extends z.ZodRawShape>(
  state: ListState<Shape>,
): [StateOf<Shape>, (changes: StateOf<Shape>) => void] {
  const [values, setValues] = useQueryStates(state.parsers, { urlKeys: state.urlKeys });
  const said = useMemo(
    () => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as StateOf<Shape>,
    [values],
  );
  const set = useCallback(
    (changes: StateOf<Shape>) => {
      const first = "page" in state.parsers && !("page" in changes) ? { page: null } : {};
      const cleared = Object.entries(changes).map(([name, value]) => [name, isNothing(value) ? null : value]);
      // One value for each name; the type of fromEntries has no names.
      void setValues({ ...first, ...Object.fromEntries(cleared) } as Parameters<typeof setValues>[0]);
    },
    [setValues, state.parsers],
  );
  return [said, set];
}

const isNothing = (value: unknown) =>
  value === undefined || value === "" || value === false || (Array.isArray(value) && value.length === 0);
