"use client";

import { useQueryClient } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import { useSubscription } from "@trpc/tanstack-react-query";
import type { EntityName } from "@waybill/validators";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from "react";
import { type AccessEnd, AccessEnded } from "@/components/access-ended.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { entityOf, invalidate, invalidateEntity } from "./invalidate.ts";
import { useSharedStream } from "./one-stream.ts";

/** Changes that come within this time are answered with one reading. */
const settleMs = 60;

/** What the server read this long before it was shown may be older than a change that was heard meanwhile. */
const renderMs = 10_000;

/** Without a connection for this long, the page asks for itself, */
const patienceMs = 4000;
/** this often, */
const pollMs = 5000;
/** and tries to connect anew this often. */
const reconnectMs = 30_000;

type LiveStatus = "live" | "connecting" | "polling";

const Status = createContext<LiveStatus>("connecting");

/** Whether the page hears of changes as they happen. */
export const useLiveStatus = () => useContext(Status);

/** What the server ends a connection with whose reader has no access any more. It is not tried again. */
const ends: Record<string, AccessEnd> = { UNAUTHORIZED: "signedOut", NOT_FOUND: "removed", FORBIDDEN: "notAllowed" };

/** How the connection is: being opened, open, or over for good. */
type StreamState = "connecting" | "live" | AccessEnd;

const isEnd = (state: StreamState): state is AccessEnd => state !== "connecting" && state !== "live";

const endOf = (error: unknown): AccessEnd | undefined =>
  error instanceof TRPCClientError ? ends[String(error.data?.code)] : undefined;

/**
 * Has every open page read again what somebody, or the worker, has changed. One connection for all tabs of the browser
 * that show the organisation.
 *
 * Nothing is lost in between: whenever the connection opens, all that is shown is read again; and what a page brings
 * along from the server is read again where its subject changed while the page was being rendered. Where the connection
 * cannot be had, the page reads what it shows again every few seconds. Where it ends because the person may see nothing
 * here any more, the page says so instead of showing what it had.
 */
export function LiveUpdates({ userId, children }: { userId: string; children: ReactNode }) {
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

  const hear = useCallback(
    (entity: EntityName) => {
      heardAt.set(entity, Date.now());
      readAgain(entity);
    },
    [heardAt, readAgain],
  );

  const [own, setOwn] = useState<StreamState>("connecting");
  const stream = useSharedStream<EntityName, StreamState>({
    name: `waybill-live:${userId}:${useTenant()}`,
    state: own,
    over: isEnd(own),
    onMessage: hear,
  });
  const { status, error, reset } = useSubscription(
    trpc.core.live.subscriptionOptions(
      {},
      {
        enabled: stream.leading,
        onData(message) {
          const { entity } = "data" in message ? message.data : message;
          hear(entity);
          stream.tell(entity);
        },
      },
    ),
  );
  const ended = status === "error" ? endOf(error) : undefined;
  // What ends it for the tab that has the connection ends it for all.
  const told = stream.heard && isEnd(stream.heard) ? stream.heard : undefined;
  const found = ended ?? told ?? (status === "pending" ? "live" : "connecting");
  useEffect(() => setOwn((before) => (isEnd(before) ? before : found)), [found]);

  const state = stream.leading || isEnd(own) ? own : (stream.heard ?? "connecting");
  const live = state === "live";
  useEffect(() => {
    if (live) void invalidate(queryClient, { type: "active" });
  }, [live, queryClient]);
  const polling = usePolling(live || isEnd(state), reset);
  if (isEnd(state)) return <AccessEnded why={state} />;
  return <Status value={live ? "live" : polling ? "polling" : "connecting"}>{children}</Status>;
}

/**
 * Reads what is shown again every few seconds while there is no connection, and tries to have one.
 *
 * @param settled whether there is one, or none is wanted.
 */
function usePolling(settled: boolean, reconnect: () => void): boolean {
  const queryClient = useQueryClient();
  const [polling, setPolling] = useState(false);
  useEffect(() => {
    if (settled) return setPolling(false);
    const timer = setTimeout(() => setPolling(true), patienceMs);
    return () => clearTimeout(timer);
  }, [settled]);
  const again = useRef(reconnect);
  again.current = reconnect;
  useEffect(() => {
    if (!polling) return;
    const poll = setInterval(() => void invalidate(queryClient, { type: "active" }), pollMs);
    const connect = setInterval(() => again.current(), reconnectMs);
    return () => {
      clearInterval(poll);
      clearInterval(connect);
    };
  }, [polling, queryClient]);
  return polling;
}
