"use client";

import { useEffect, useRef, useState } from "react";

/**
 * The most live connections that the tabs of one browser have, whatever number of organisations they show. A browser
 * opens six connections to a host over HTTP/1.1, and calls of procedures need some of them.
 */
const mostStreams = 3;

/** What the tab that has the connection tells the others. `hello` is their question. */
type Word<Message, State> = { hello: true } | { state: State } | { message: Message };

/** A tab's part in the one connection of all tabs that show the same. */
export interface SharedStream<Message, State> {
  /** Whether this tab is to have the connection. */
  leading: boolean;
  /** What the tab that leads has said of the connection last; undefined until it has. */
  heard: State | undefined;
  /** Tells the other tabs what has come. For the tab that leads. */
  tell(message: Message): void;
}

/** Holds one of a few locks while `work` runs, as soon as one is free. */
async function withSlot(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  const { locks } = navigator;
  const names = Array.from({ length: mostStreams }, (_, slot) => `waybill-stream-${slot}`);
  for (const name of names) {
    const held = await locks.request(name, { ifAvailable: true }, async (lock) => {
      if (lock) await work();
      return lock !== null;
    });
    if (held) return;
  }
  await locks.request(names[Math.floor(Math.random() * mostStreams)] ?? "", { signal }, work);
}

/**
 * Has the tabs of a browser that show the same share one connection: Web Locks choose the tab that has it, a broadcast
 * channel hands on what comes. When that tab is closed, another one takes over. Where there are no locks, which is over
 * plain HTTP under a name that is not this machine's, each tab has its own.
 *
 * @param name who reads what: tabs of another person share nothing.
 * @param state how the connection of this tab is, for the other tabs; looked at while it leads.
 * @param over whether there is nothing to be had any more: the tab neither leads nor waits to.
 * @param onMessage called in the tabs that do not lead.
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
  const [leading, setLeading] = useState(false);
  const [heard, setHeard] = useState<State>();
  const channel = useRef<BroadcastChannel>(undefined);
  const hearing = useRef(onMessage);
  hearing.current = onMessage;
  const own = useRef({ leading, state });
  own.current = { leading, state };
  const say = useRef((word: Word<Message, State>) => channel.current?.postMessage(word)).current;

  useEffect(() => {
    const opened = new BroadcastChannel(name);
    channel.current = opened;
    opened.onmessage = ({ data }: MessageEvent<Word<Message, State>>) => {
      if ("message" in data) hearing.current(data.message);
      else if ("state" in data) setHeard(data.state);
      else if (own.current.leading) say({ state: own.current.state });
    };
    say({ hello: true });
    return () => {
      channel.current = undefined;
      opened.close();
    };
  }, [name, say]);

  useEffect(() => {
    if (over) return;
    // Only secure contexts have locks, whatever the types say.
    const locks: LockManager | undefined = navigator.locks;
    if (!locks) return setLeading(true);
    const leaving = new AbortController();
    const left = new Promise<void>((resolve) => leaving.signal.addEventListener("abort", () => resolve()));
    const lead = () => {
      if (!leaving.signal.aborted) setLeading(true);
      return left;
    };
    locks
      .request(name, { signal: leaving.signal }, () => withSlot(leaving.signal, lead))
      // Who leaves the queue is told so by an error.
      .catch(() => {});
    return () => {
      leaving.abort();
      setLeading(false);
    };
  }, [name, over]);

  useEffect(() => {
    if (leading) say({ state });
  }, [leading, state, say]);

  return { leading, heard, tell: (message) => say({ message }) };
}
