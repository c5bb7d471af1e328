"use client";

import { useEffect, useRef, useState } from "react";

/**
 * The most live connections that the tabs of one browser have, whatever number of organisations they show. A browser
 * opens six connections to a host over HTTP/1.1, and calls of procedures need some of them.
 */
const mostStreams = 3;
const slots = Array.from({ length: mostStreams }, (_, slot) => `waybill-stream-${slot}`);

/** How often a tab that is looked at asks whether the one that speaks is awake, in milliseconds. */
const askMs = 20_000;
/** How long it waits for the answer. One that the browser has put to sleep holds its locks, and says nothing. */
const answerMs = 3000;

/** What the tab that speaks tells the others. `hello` is their question. */
type Word<Message, State> = { hello: true } | { state: State } | { message: Message };

/**
 * A tab's part: it follows; it speaks for all that show the same, and waits for one of the few connections; or it has the
 * connection.
 */
type Part = "follows" | "waits" | "leads";

/** A tab's part in the one connection of all tabs that show the same. */
export interface SharedStream<Message, State> {
  /** Whether this tab is to have the connection. */
  leading: boolean;
  /** What the tab that speaks has said of the connection last; undefined until it has, and where it is silent. */
  heard: State | undefined;
  /** Tells the other tabs what has come. For the tab that leads. */
  tell(message: Message): void;
}

/** Holds one of a few locks while `work` runs: the first that is free. */
async function withSlot(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  const enough = new AbortController();
  const either = AbortSignal.any([signal, enough.signal]);
  const take = () => {
    if (enough.signal.aborted) return;
    enough.abort();
    return work();
  };
  // Who leaves a queue is told so by an error.
  await Promise.all(slots.map((slot) => navigator.locks.request(slot, { signal: either }, take).catch(() => {})));
}

/** Where there are no locks, the tabs that are looked at have a connection each. @returns stops that */
function whileVisible(play: (part: Part) => void): () => void {
  const look = () => play(document.hidden ? "follows" : "leads");
  look();
  document.addEventListener("visibilitychange", look);
  return () => document.removeEventListener("visibilitychange", look);
}

/** Has this tab speak for all of its name, and lead them, when its turn comes. @returns stops that */
function standInLine(name: string, play: (part: Part) => void): () => void {
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
 * Has the tabs of a browser that show the same share one connection: Web Locks choose the tab that has it, a broadcast
 * channel hands on what comes. When that tab is closed, another one takes over. Where there are no locks, which is over
 * plain HTTP under a name that is not this machine's, each tab has its own while it is looked at.
 *
 * @param name who reads what: tabs of another person share nothing.
 * @param state how the connection of this tab is, for the other tabs.
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
  const [part, setPart] = useState<Part>("follows");
  const [heard, setHeard] = useState<State>();
  const heardAt = useRef(0);
  const channel = useRef<BroadcastChannel>(undefined);
  const hearing = useRef(onMessage);
  hearing.current = onMessage;
  const own = useRef({ part, state });
  own.current = { part, state };
  const say = useRef((word: Word<Message, State>) => channel.current?.postMessage(word)).current;

  useEffect(() => {
    const opened = new BroadcastChannel(name);
    channel.current = opened;
    opened.onmessage = ({ data }: MessageEvent<Word<Message, State>>) => {
      if ("message" in data) hearing.current(data.message);
      else if ("state" in data) {
        heardAt.current = Date.now();
        setHeard(data.state);
      } else if (own.current.part !== "follows") say({ state: own.current.state });
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
    const stop = locks ? standInLine(name, setPart) : whileVisible(setPart);
    return () => {
      stop();
      setPart("follows");
    };
  }, [name, over]);

  // Who begins to speak says so at once: what the one before has said is true no more.
  useEffect(() => {
    if (part === "follows") return;
    setHeard(undefined);
    say({ state });
  }, [part, state, say]);

  useEffect(() => {
    if (part !== "follows" || over) return;
    let answer: ReturnType<typeof setTimeout> | undefined;
    const ask = () => {
      clearTimeout(answer);
      if (document.hidden) return;
      const askedAt = Date.now();
      say({ hello: true });
      answer = setTimeout(() => heardAt.current < askedAt && setHeard(undefined), answerMs);
    };
    const asking = setInterval(ask, askMs);
    document.addEventListener("visibilitychange", ask);
    return () => {
      clearInterval(asking);
      clearTimeout(answer);
      document.removeEventListener("visibilitychange", ask);
    };
  }, [part, over, say]);

  return { leading: part === "leads", heard, tell: (message) => say({ message }) };
}
