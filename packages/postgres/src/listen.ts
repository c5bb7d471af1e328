import { setTimeout as sleep } from "node:timers/promises";
import { Connection } from "./connection.ts";

/** A connection that listens on one channel and reconnects. */
export interface Listening {
  /** Whether it is listening; false during a reconnection. */
  readonly listening: boolean;
  close(): Promise<void>;
}

/** Interval and timeout of the keep-alive query, in milliseconds. */
const keepAliveMs = 10_000;
const answerMs = 5000;
/** Pauses before reconnection attempts, in milliseconds; the last one repeats. */
const pausesMs = [50, 200, 500, 1000, 2000];

/**
 * Listens on a Postgres channel. Resolves when listening.
 *
 * @param url a direct connection: poolers in transaction mode do not forward notifications.
 * @param onMessage called with each notification's text.
 * @param onListen called after each (re)connection: earlier notifications may be lost.
 */
export async function listen(
  url: string,
  channel: string,
  onMessage: (text: string) => void,
  onListen: () => void = () => {},
): Promise<Listening> {
  const closing = new AbortController();
  const open = async () => {
    const connection = await Connection.open({
      url,
      name: "waybill-live",
      openMs: answerMs,
      statementMs: answerMs,
      onNotification: (_channel, text) => onMessage(text),
    });
    await connection.send(`listen "${channel.replaceAll('"', '""')}"`);
    onListen();
    return connection;
  };
  let connection = await open();
  void keep();

  /** Reconnects when the connection ends. The keep-alive query finds a connection whose other end is gone silently. */
  async function keep() {
    while (!closing.signal.aborted) {
      const asking = setInterval(
        () => connection.usable && void connection.send("select 1").catch(() => {}),
        keepAliveMs,
      );
      await connection.ended;
      clearInterval(asking);
      for (let attempt = 0; !closing.signal.aborted; attempt += 1) {
        await sleep(pausesMs[Math.min(attempt, pausesMs.length - 1)], undefined, { signal: closing.signal }).catch(
          () => {},
        );
        if (closing.signal.aborted) return;
        const opened = await open().catch(() => null);
        if (!opened) continue;
        connection = opened;
        if (closing.signal.aborted) await opened.close();
        break;
      }
    }
  }

  return {
    get listening() {
      return connection.usable;
    },
    async close() {
      closing.abort();
      await connection.close();
    },
  };
}
