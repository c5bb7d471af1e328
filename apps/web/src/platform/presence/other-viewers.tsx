"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import type { Present } from "@waybill/validators";
import { EyeIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { v4 as uuid } from "uuid";
import { Badge } from "@/components/ui/surface.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";

/** The interval at which a tab reports its presence, in milliseconds. */
const renewMs = 20_000;

/** The other viewers of a record. Reports this tab as a viewer. */
export function OtherViewers({ entity, entityId }: Pick<Present, "entity" | "entityId">) {
  const t = useTranslations("presence");
  const trpc = useTRPC();
  const tenant = useTenant();
  const [tabId] = useState(() => uuid());
  const { mutate: report } = useMutation(trpc.presence.here.mutationOptions());
  // Without the tab's id, so that server and browser have the same query key.
  const input = { entity, entityId, tabId: entityId };
  const { data } = useQuery(trpc.presence.others.queryOptions(input, { refetchInterval: renewMs * 2 }));

  useEffect(() => {
    const open = { entity, entityId, tabId };
    report(open);
    const timer = setInterval(() => report(open), renewMs);
    // When the tab is closed, the browser still sends a request with keepalive.
    const leave = () =>
      void fetch("/api/trpc/presence.gone", {
        method: "POST",
        keepalive: true,
        headers: { "content-type": "application/json", "x-tenant-id": tenant },
        body: JSON.stringify(open),
      }).catch(() => {});
    window.addEventListener("pagehide", leave);
    return () => {
      clearInterval(timer);
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [report, tenant, entity, entityId, tabId]);

  if (!data || data.items.length === 0) return null;
  const names = data.items.map(({ name }) => name);
  const [first = "", second = ""] = names;
  const others = names.length - 1;
  const text =
    others === 0
      ? t("one", { first })
      : others === 1
        ? t("two", { first, second })
        : t("more", { first, count: others });
  return (
    <Badge variant="info" icon={<EyeIcon aria-hidden />}>
      <span title={names.join(", ")}>{text}</span>
    </Badge>
  );
}
