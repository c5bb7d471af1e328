"use client";

import { useEffect, useRef, useState } from "react";

/**
 * The maximum of live connections of a browser, for any number of organisations. A browser
 * opens six connections to a host over HTTP/1.1, and procedure calls need some of them.
 */
const maxStreams = 3;
const slots = Array.from({ length: maxStreams }, (_, slot) => `waybill-stream-${slot}`);

/** The interval at which a visible tab checks that the leading tab is awake, in milliseconds. */
const askEveryMs = 20_000;
/** The wait for its answer, in milliseconds. A tab that the browser has suspended holds its locks and does not answer. */
const answerMs = 3000;

/** A message between tabs: the state of the connection, a message of the stream, or `hello`, which asks for the state. */
type ChannelMessage<Message, State> = { hello: true } | { state: State } | { message: Message };

/**
 * The role of a tab: it follows; it represents all tabs of its name and waits for one of the few connections; or it has the
 * connection.
 */
type Role = "follows" | "waits" | "leads";

/** A tab's share in the connection of all tabs of a name. */
export interface SharedStream<Message, State> {
  /** Whether this tab has the connection. */
  leading: boolean;
  /** The last state that another tab has sent; undefined before, and if it does not answer. */
  heard: State | undefined;
  /** Sends a message to the other tabs. For the leading tab. */
  tell(message: Message): void;
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
function whileVisible(play: (role: Role) => void): () => void {
  const look = () => play(document.hidden ? "follows" : "leads");
  look();
  document.addEventListener("visibilitychange", look);
  return () => document.removeEventListener("visibilitychange", look);
}

/** Waits to become the leading tab of a name. @returns a function that stops it */
function queueForLeadership(name: string, play: (role: Role) => void): () => void {
  const leaving = new AbortController();
  const left = new Promise<void>((resolve) => leaving.signal.addEventListener("abort", () => resolve()));
  const lead = () => {
    if (!leaving.signal.aborted) play("leads");
    return left;
  };
  const speak = () => {
    play("waits");
    return withSlot(leaving.signal, lead);
  };
  navigator.locks.request(name, { signal: leaving.signal }, speak).catch(() => {});
  return () => leaving.abort();
}

/**
 * Shares one connection between the tabs of a browser that show the same: Web Locks choose the leading tab, a broadcast
 * channel forwards messages. When that tab is closed, another one takes over. Without locks, which is over
 * plain HTTP under another name than localhost, each visible tab has its own connection.
 *
 * @param name identifies reader and subject: tabs of different people share nothing.
 * @param state the state of this tab's connection, for the other tabs.
 * @param over whether the stream has ended for good: the tab neither leads nor waits.
 * @param onMessage called in tabs that do not lead.
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
  const [role, setRole] = useState<Role>("follows");
  const [heard, setHeard] = useState<State>();
  const heardAt = useRef(0);
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
        heardAt.current = Date.now();
        setHeard(data.state);
      } else if (own.current.role !== "follows") send({ state: own.current.state });
    };
    send({ hello: true });
    return () => {
      channel.current = undefined;
      opened.close();
    };
  }, [name, send]);

  useEffect(() => {
    if (over) return;
    // Only secure contexts have locks, despite their type.
    const locks: LockManager | undefined = navigator.locks;
    const stop = locks ? queueForLeadership(name, setRole) : whileVisible(setRole);
    return () => {
      stop();
      setRole("follows");
    };
  }, [name, over]);

  // A new leader sends its state at once: that of the former one is outdated.
  useEffect(() => {
    if (role === "follows") return;
    setHeard(undefined);
    send({ state });
  }, [role, state, send]);

  useEffect(() => {
    if (role !== "follows" || over) return;
    let answer: ReturnType<typeof setTimeout> | undefined;
    const ask = () => {
      clearTimeout(answer);
      if (document.hidden) return;
      const askedAt = Date.now();
      send({ hello: true });
      answer = setTimeout(() => heardAt.current < askedAt && setHeard(undefined), answerMs);
    };
    const asking = setInterval(ask, askEveryMs);
    document.addEventListener("visibilitychange", ask);
    return () => {
      clearInterval(asking);
      clearTimeout(answer);
      document.removeEventListener("visibilitychange", ask);
    };
  }, [role, over, send]);

  return { leading: role === "leads", heard, tell: (message) => send({ message }) };
}
