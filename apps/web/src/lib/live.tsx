"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import type { EntityName } from "@waybill/validators";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef } from "react";
import { useTRPC } from "@/trpc/client.tsx";
import { entityOf, invalidateEntity } from "./invalidate.ts";

/** Changes that come within this time are answered with one reading. */
const settleMs = 60;

/** What the server read this long before it was shown may be older than a change that was heard meanwhile. */
const renderMs = 10_000;

const Status = createContext<"live" | "connecting">("connecting");

/** Whether the page hears of changes as they happen. */
export const useLiveStatus = () => useContext(Status);

/**
 * Has every open page read again what somebody, or the worker, has changed. One connection for the whole page.
 *
 * Nothing is lost in between: whenever the connection opens, all that is shown is read again; and what a page brings
 * along from the server is read again where its subject changed while the page was being rendered.
 */
export function LiveUpdates({ children }: { children: ReactNode }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const heardAt = useRef(new Map<EntityName, number>()).current;
  const waiting = useRef(new Set<EntityName>()).current;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const readAgain = useCallback(
    (entity: EntityName) => {
      waiting.add(entity);
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        for (const changed of waiting) void invalidateEntity(queryClient, changed);
        waiting.clear();
      }, settleMs);
    },
    [queryClient, waiting],
  );

  useEffect(() => {
    const unsubscribe = queryClient.getQueryCache().subscribe(({ type, query }) => {
      const entity = type === "added" ? entityOf(query.queryKey) : undefined;
      if (entity && Date.now() - (heardAt.get(entity) ?? 0) < renderMs) readAgain(entity);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [queryClient, heardAt, readAgain]);

  const { status } = useSubscription(
    trpc.core.live.subscriptionOptions(
      {},
      {
        onData(message) {
          const { entity } = "data" in message ? message.data : message;
          heardAt.set(entity, Date.now());
          readAgain(entity);
        },
      },
    ),
  );
  const live = status === "pending";
  useEffect(() => {
    if (live) void queryClient.invalidateQueries({ type: "active" });
  }, [live, queryClient]);
  return <Status value={live ? "live" : "connecting"}>{children}</Status>;
}
