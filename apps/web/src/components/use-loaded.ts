import { useCallback, useState } from "react";

/**
 * Loads a module on demand instead of with the page.
 *
 * @param load imports the module.
 * @returns the module, null until it is loaded; and a function that requests it, with callbacks for success and failure.
 *   After a failure, the next request retries.
 */
export function useLoaded<Part extends object>(
  load: () => Promise<Part>,
): [part: Part | null, ask: (then?: () => void, failed?: () => void) => void] {
  const [part, setPart] = useState<Part | null>(null);
  const ask = useCallback(
    (then?: () => void, failed?: () => void) => {
      load().then(
        (loaded) => {
          setPart(loaded);
          then?.();
        },
        () => failed?.(),
      );
    },
    [load],
  );
  return [part, ask];
}
