"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { useFollowLink } from "@/lib/follow-link.tsx";
import { byOrder, pathOf, webModules } from "@/lib/registry.ts";
import { ScanReader } from "@/lib/scan.ts";
import { toast } from "@/lib/toast.ts";
import { TypingUndo } from "@/lib/undo-typing.ts";
import { useCan } from "@/lib/use-access.ts";
import { useFormats } from "@/lib/use-formats.ts";
import { useRefusals } from "@/lib/use-refusals.ts";
import { useWords } from "@/lib/words.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";

/** A password field, into which password managers type as fast as a scanner. */
const isSecret = (target: EventTarget | null) => target instanceof HTMLInputElement && target.type === "password";

/** Calls `onScan` with each code of a barcode scanner. The code is not entered into fields, and submits no form. */
function useScanner(onScan: (code: string) => void): void {
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
        if (reading.first) typing.begin();
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

const lookups = webModules.flatMap(({ scan }) => scan ?? []).sort(byOrder);

/** Finds the page of the record with a code, in the first module that knows it. */
function useFinder() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const can = useCan();
  return async (code: string): Promise<string | null> => {
    const allowed = lookups.filter(({ permission }) => can(permission));
    const found = await Promise.all(allowed.map(({ find }) => find(trpc, queryClient, code)));
    for (const [n, { entity }] of allowed.entries()) {
      const id = found[n]?.id;
      if (id) return pathOf(entity, id);
    }
    return null;
  };
}

/** Opens the record of a scanned code, on any page. */
export function Scanner() {
  return lookups.length > 0 ? <Opener /> : null;
}

function Opener() {
  const tenant = useTenant();
  const t = useTranslations("shell");
  const { messagesOf } = useRefusals();
  const words = useWords();
  const { formatAny } = useFormats();
  const find = useFinder();
  const [link, follow] = useFollowLink(`/t/${tenant}`);
  const scans = useRef(0);
  useScanner(async (code) => {
    scans.current += 1;
    const scan = scans.current;
    try {
      const to = await find(code);
      if (scan !== scans.current) return;
      if (to) follow(`/t/${tenant}${to}`);
      else
        toast.error(
          t("notFound", { code, kinds: formatAny(lookups.map((one) => words.entityInSentence(one.entity))) }),
        );
    } catch (error) {
      toast.error(messagesOf(error));
    }
  });
  return link;
}
