import type { ExternalToast } from "sonner";

// Toasts. The library is loaded at the first interaction (components/toaster.tsx); earlier toasts wait for it.

type Kind = "success" | "error";
type Show = (kind: Kind, text: string | undefined, more: ExternalToast | undefined) => void;

let show: Show | undefined;
const waiting: Parameters<Show>[] = [];
const asked = new EventTarget();

const say = (kind: Kind) => (text: string | undefined, more?: ExternalToast) => {
  if (show) return show(kind, text, more);
  waiting.push([kind, text, more]);
  asked.dispatchEvent(new Event("asked"));
};

/** Shows a toast. */
export const toast = { success: say("success"), error: say("error") };

/** Registers the function that shows toasts, and shows waiting ones. @returns unregisters it */
export function showToastsBy(how: Show): () => void {
  show = how;
  for (const each of waiting.splice(0)) how(...each);
  return () => {
    if (show === how) show = undefined;
  };
}

/** Calls `effect` if a toast waits. @returns unsubscribes */
export function onPendingToast(effect: () => void): () => void {
  if (waiting.length > 0) effect();
  asked.addEventListener("asked", effect);
  return () => asked.removeEventListener("asked", effect);
}
