"use client";

import { useQueryClient } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import { useSubscription } from "@trpc/tanstack-react-query";
import type { EntityName } from "@waybill/validators";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from "react";
import { type AccessEnd, AccessEnded } from "@/components/access-ended.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { entityOf, invalidate, invalidateEntity } from "./invalidate.ts";
import { useSharedStream } from "./shared-stream.ts";

/** Changes within this time cause one refetch, in milliseconds. */
const batchMs = 60;

/** Data of a page that was rendered within this time after a change may be older than it, in milliseconds. */
const renderMs = 10_000;

/** The time without a connection after which the page polls, in milliseconds. */
const pollAfterMs = 4000;
/** The polling interval, in milliseconds. */
const pollMs = 5000;
/** The interval of attempts to reconnect, in milliseconds. */
const reconnectMs = 30_000;

type LiveStatus = "live" | "connecting" | "polling";

const Status = createContext<LiveStatus>("connecting");

/** Whether the page receives changes live. */
export const useLiveStatus = () => useContext(Status);

/** The errors by which the server ends the connection of a reader who lost access. There is no retry. */
const ends: Record<string, AccessEnd> = { UNAUTHORIZED: "signedOut", NOT_FOUND: "removed", FORBIDDEN: "notAllowed" };

/** The state of the connection: being opened, open, or ended for good. */
type StreamState = "connecting" | "live" | AccessEnd;

const isEnd = (state: StreamState): state is AccessEnd => state !== "connecting" && state !== "live";

const endOf = (error: unknown): AccessEnd | undefined =>
  error instanceof TRPCClientError ? ends[String(error.data?.code)] : undefined;

/**
 * Refetches data on open pages that a person or the worker has changed. All tabs of a browser
 * that show the organisation share one connection.
 *
 * No change is missed: when the connection opens, all shown queries are refetched; and data that a page brings
 * from the server is refetched if its entity changed while the page was rendered. If there is no
 * connection, the page polls every few seconds. If the connection ends because the person lost access,
 * the page says so and shows no data.
 */
export function LiveUpdates({ userId, children }: { userId: string; children: ReactNode }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const changedAt = useRef(new Map<EntityName, number>()).current;
  const waiting = useRef(new Set<EntityName>()).current;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const refetch = useCallback(
    (entity: EntityName) => {
      waiting.add(entity);
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        for (const changed of waiting) void invalidateEntity(queryClient, changed);
        waiting.clear();
      }, batchMs);
    },
    [queryClient, waiting],
  );

  useEffect(() => {
    const unsubscribe = queryClient.getQueryCache().subscribe(({ type, query }) => {
      const entity = type === "added" ? entityOf(query.queryKey) : undefined;
      if (entity && Date.now() - (changedAt.get(entity) ?? 0) < renderMs) refetch(entity);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [queryClient, changedAt, refetch]);

  const onChange = useCallback(
    (entity: EntityName) => {
      changedAt.set(entity, Date.now());
      refetch(entity);
    },
    [changedAt, refetch],
  );

  const [own, setOwn] = useState<StreamState>("connecting");
  const stream = useSharedStream<EntityName, StreamState>({
    name: `waybill-live:${userId}:${useTenant()}`,
    state: own,
    over: isEnd(own),
    onMessage: onChange,
  });
  const { status, error, reset } = useSubscription(
    trpc.system.live.subscriptionOptions(
      {},
      {
        enabled: stream.isLeader,
        onData(message) {
          const { entity } = "data" in message ? message.data : message;
          onChange(entity);
          stream.broadcast(entity);
        },
      },
    ),
  );
  const ended = status === "error" ? endOf(error) : undefined;
  // If the leader's connection ends, it ends for all tabs.
  const reported = stream.leaderState && isEnd(stream.leaderState) ? stream.leaderState : undefined;
  const current = ended ?? reported ?? (status === "pending" ? "live" : "connecting");
  useEffect(() => setOwn((before) => (isEnd(before) ? before : current)), [current]);

  const state = stream.isLeader || isEnd(own) ? own : (stream.leaderState ?? "connecting");
  const live = state === "live";
  useEffect(() => {
    if (live) void invalidate(queryClient, { type: "active" });
  }, [live, queryClient]);
  const polling = usePolling(live || isEnd(state), reset);
  if (isEnd(state)) return <AccessEnded reason={state} />;
  return <Status value={live ? "live" : polling ? "polling" : "connecting"}>{children}</Status>;
}

/**
 * Refetches shown queries every few seconds while there is no connection, and tries to reconnect.
 *
 * @param stopped whether there is a connection, or none is needed.
 */
function usePolling(stopped: boolean, reconnect: () => void): boolean {
  const queryClient = useQueryClient();
  const [polling, setPolling] = useState(false);
  useEffect(() => {
    if (stopped) return setPolling(false);
    const timer = setTimeout(() => setPolling(true), pollAfterMs);
    return () => clearTimeout(timer);
  }, [stopped]);
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
