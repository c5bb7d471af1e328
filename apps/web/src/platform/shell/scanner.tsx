"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { toast } from "@/components/toast.ts";
import { useFormats } from "@/formats/use-formats.ts";
import { byOrder, pathOf, webModules } from "@/manifests/registry.ts";
import { useFollowLink } from "@/navigation/follow-link.tsx";
import { useScanner } from "@/scanner/use-scanner.ts";
import { useWords } from "@/texts/words.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { useCan } from "@/trpc/use-access.ts";
import { useRefusals } from "@/trpc/use-refusals.ts";

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
