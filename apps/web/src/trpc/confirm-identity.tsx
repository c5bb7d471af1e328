"use client";

import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { type ProofRequest, setPrompt } from "./confirmation.ts";

/** Loaded on demand: few pages ask. */
const ConfirmDialog = lazy(() => import("./confirm-dialog.tsx").then((file) => ({ default: file.ConfirmDialog })));

/** Shows the dialog that confirms the person's identity when a call requires it. One for the whole page. */
export function ConfirmIdentity() {
  const [request, setWanted] = useState<ProofRequest | null>(null);
  const [asked, setAsked] = useState(false);
  const answer = useRef<(proved: boolean) => void>(undefined);
  useEffect(
    () =>
      setPrompt((given) => {
        setAsked(true);
        setWanted(given);
        return new Promise((resolve) => {
          answer.current = resolve;
        });
      }),
    [],
  );
  const end = (proved: boolean) => {
    setWanted(null);
    answer.current?.(proved);
  };
  if (!asked) return null;
  return (
    <Suspense fallback={null}>
      <ConfirmDialog request={request} onEnd={end} />
    </Suspense>
  );
}
