import postgres from "postgres";

/** The channel on which commits tell the web processes what changed. */
export const liveChannel = "waybill_live";

/** A connection that listens on one channel; the driver reconnects it when it breaks. */
export interface Listening {
  close(): Promise<void>;
}

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
  const connection = postgres(url, { max: 1, onnotice: () => {}, connection: { application_name: "waybill-live" } });
  await connection.listen(channel, onMessage, onListen);
  return { close: () => connection.end({ timeout: 1 }) };
}
