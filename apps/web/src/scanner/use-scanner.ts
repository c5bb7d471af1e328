import { useEffect, useRef } from "react";
import { ScanReader } from "./scan.ts";
import { TypingUndo } from "./undo-typing.ts";

/** Values of `autocomplete` for secrets. */
const secretTokens = ["current-password", "new-password", "one-time-code"];

/** An input for a password or a code: password managers and security keys type as fast as a scanner. */
const isSecret = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement &&
  (target.type === "password" || target.autocomplete.split(" ").some((token) => secretTokens.includes(token)));

/** Calls `onScan` with each code of a barcode scanner. The code is not entered into fields, and submits no form. */
export function useScanner(onScan: (code: string) => void): void {
  const latest = useRef(onScan);
  latest.current = onScan;
  useEffect(() => {
    const reader = new ScanReader();
    const typing = new TypingUndo();
    const onKey = (event: KeyboardEvent) => {
      const { target, key } = event;
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || isSecret(target)) {
        reader.forget();
        return;
      }
      const reading = reader.read(event);
      if (reading.kind === "none") return;
      if (reading.kind === "key") {
        if (reading.first) typing.start();
        typing.note(target);
        // A space inside a code presses no button.
        if (key === " " && !reading.first && target instanceof HTMLButtonElement) event.preventDefault();
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      typing.undo();
      latest.current(reading.code);
    };
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, []);
}
