"use client";

import { useEffect, useRef, useState } from "react";

/**
 * The maximum of live connections of a browser, for any number of organisations. A browser
 * opens six connections to a host over HTTP/1.1, and procedure calls need some of them.
 */
const maxStreams = 3;
const slots = Array.from({ length: maxStreams }, (_, slot) => `waybill-stream-${slot}`);

/** The interval at which a visible tab requests the leader's state, in milliseconds. */
const requestEveryMs = 20_000;
/** The wait for the state, in milliseconds. A tab that the browser has suspended keeps its locks and sends none. */
const responseMs = 3000;

/** A message between tabs: the state of the connection, a message of the stream, or a request for the state. */
type ChannelMessage<Message, State> = { request: "state" } | { state: State } | { message: Message };

/**
 * The role of a tab. Of all tabs of a name, one is the candidate, which waits for one of the few connections, or the
 * leader, which has it. The others are followers.
 */
type Role = "follower" | "candidate" | "leader";

/** A tab's share in the connection of all tabs of a name. */
export interface SharedStream<Message, State> {
  /** Whether this tab has the connection. */
  isLeader: boolean;
  /** The last state that the leader or the candidate has sent; undefined before, and if it no longer responds. */
  leaderState: State | undefined;
  /** Sends a message to the other tabs. For the leader. */
  broadcast(message: Message): void;
}

/** Holds the first free lock of a few while `work` runs. */
async function withSlot(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  const enough = new AbortController();
  const either = AbortSignal.any([signal, enough.signal]);
  const take = () => {
    if (enough.signal.aborted) return;
    enough.abort();
    return work();
  };
  // Leaving the queue of a lock rejects its request.
  await Promise.all(slots.map((slot) => navigator.locks.request(slot, { signal: either }, take).catch(() => {})));
}

/** Without locks, each visible tab has its own connection. @returns a function that stops it */
function leadWhileVisible(setRole: (role: Role) => void): () => void {
  const updateRole = () => setRole(document.hidden ? "follower" : "leader");
  updateRole();
  document.addEventListener("visibilitychange", updateRole);
  return () => document.removeEventListener("visibilitychange", updateRole);
}

/** Waits to become the leader of a name. @returns a function that stops it */
function queueForLeadership(name: string, setRole: (role: Role) => void): () => void {
  const leaving = new AbortController();
  const left = new Promise<void>((resolve) => leaving.signal.addEventListener("abort", () => resolve()));
  const lead = () => {
    if (!leaving.signal.aborted) setRole("leader");
    return left;
  };
  const requestSlot = () => {
    setRole("candidate");
    return withSlot(leaving.signal, lead);
  };
  navigator.locks.request(name, { signal: leaving.signal }, requestSlot).catch(() => {});
  return () => leaving.abort();
}

/**
 * Shares one connection between the tabs of a browser that show the same: Web Locks elect the leader, a broadcast
 * channel forwards messages. When the leader is closed, another tab takes over. Without locks, which is over
 * plain HTTP under another name than localhost, each visible tab has its own connection.
 *
 * @param name identifies reader and subject: tabs of different people share nothing.
 * @param state the state of this tab's connection, for the other tabs.
 * @param over whether the stream has ended for good: the tab becomes neither candidate nor leader.
 * @param onMessage called in tabs that are not the leader.
 */
export function useSharedStream<Message, State>({
  name,
  state,
  over,
  onMessage,
}: {
  name: string;
  state: State;
  over: boolean;
  onMessage(message: Message): void;
}): SharedStream<Message, State> {
  const [role, setRole] = useState<Role>("follower");
  const [leaderState, setLeaderState] = useState<State>();
  const leaderStateAt = useRef(0);
  const channel = useRef<BroadcastChannel>(undefined);
  const latestOnMessage = useRef(onMessage);
  latestOnMessage.current = onMessage;
  const own = useRef({ role, state });
  own.current = { role, state };
  const send = useRef((sent: ChannelMessage<Message, State>) => channel.current?.postMessage(sent)).current;

  useEffect(() => {
    const opened = new BroadcastChannel(name);
    channel.current = opened;
    opened.onmessage = ({ data }: MessageEvent<ChannelMessage<Message, State>>) => {
      if ("message" in data) latestOnMessage.current(data.message);
      else if ("state" in data) {
        leaderStateAt.current = Date.now();
        setLeaderState(data.state);
      } else if (own.current.role !== "follower") send({ state: own.current.state });
    };
    send({ request: "state" });
    return () => {
      channel.current = undefined;
      opened.close();
    };
  }, [name, send]);

  useEffect(() => {
    if (over) return;
    // Only secure contexts have locks, despite their type.
    const locks: LockManager | undefined = navigator.locks;
    const stop = locks ? queueForLeadership(name, setRole) : leadWhileVisible(setRole);
    return () => {
      stop();
      setRole("follower");
    };
  }, [name, over]);

  // A new leader sends its state at once: that of the former one is outdated.
  useEffect(() => {
    if (role === "follower") return;
    setLeaderState(undefined);
    send({ state });
  }, [role, state, send]);

  useEffect(() => {
    if (role !== "follower" || over) return;
    let timeout: ReturnType<typeof setTimeout> | undefined;
    const requestState = () => {
      clearTimeout(timeout);
      if (document.hidden) return;
      const requestedAt = Date.now();
      send({ request: "state" });
      timeout = setTimeout(() => leaderStateAt.current < requestedAt && setLeaderState(undefined), responseMs);
    };
    const interval = setInterval(requestState, requestEveryMs);
    document.addEventListener("visibilitychange", requestState);
    return () => {
      clearInterval(interval);
      clearTimeout(timeout);
      document.removeEventListener("visibilitychange", requestState);
    };
  }, [role, over, send]);

  return { isLeader: role === "leader", leaderState, broadcast: (message) => send({ message }) };
}
