"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import type { EntityName } from "@waybill/validators";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from "react";
import { useTRPC } from "@/trpc/client.tsx";
import { invalidateEntity } from "./invalidate.ts";

/** Changes that come within this time are answered with one reading. */
const settleMs = 60;

const Status = createContext<"live" | "connecting">("connecting");

/** Whether the page hears of changes as they happen. */
export const useLiveStatus = () => useContext(Status);

/** Has every open page read again what somebody, or the worker, has changed. One connection for the whole page. */
export function LiveUpdates({ children }: { children: ReactNode }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const waiting = useRef(new Set<EntityName>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const heard = (entity: EntityName) => {
    waiting.current.add(entity);
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      for (const changed of waiting.current) void invalidateEntity(queryClient, changed);
      waiting.current.clear();
    }, settleMs);
  };

  const { status } = useSubscription(
    trpc.core.live.subscriptionOptions(
      {},
      { onData: (message) => heard("data" in message ? message.data.entity : message.entity) },
    ),
  );
  const live = useMemo(() => (status === "pending" ? "live" : "connecting"), [status]);
  return <Status value={live}>{children}</Status>;
}
