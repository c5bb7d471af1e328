import { setTimeout as sleep } from "node:timers/promises";
import { Connection } from "./connection.ts";

/** A connection that listens on one channel, made anew when it breaks. */
export interface Listening {
  /** Whether it listens now; it does not while a connection that broke is made anew. */
  readonly listening: boolean;
  close(): Promise<void>;
}

/** How often the connection is asked whether it still lives, and how long its answer may take, in milliseconds. */
const askEveryMs = 10_000;
const answerMs = 5000;
/** The rest before a broken connection is made anew, in milliseconds: longer each time, up to the last. */
const restsMs = [50, 200, 500, 1000, 2000];

/**
 * Listens on a Postgres channel. Resolves once it does.
 *
 * @param url a direct connection: poolers in transaction mode do not pass notifications on.
 * @param onMessage called with each notification's text.
 * @param onListen called whenever listening (again) has begun: what was sent before may have been missed.
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

  /** Nothing is sent on it that would fail where the other end is gone without a word, so it is asked. */
  async function keep() {
    while (!closing.signal.aborted) {
      const asking = setInterval(
        () => connection.usable && void connection.send("select 1").catch(() => {}),
        askEveryMs,
      );
      await connection.ended;
      clearInterval(asking);
      for (let attempt = 0; !closing.signal.aborted; attempt += 1) {
        await sleep(restsMs[Math.min(attempt, restsMs.length - 1)], undefined, { signal: closing.signal }).catch(
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
