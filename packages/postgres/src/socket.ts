import { Socket } from "node:net";
import type { Server } from "./address.ts";
import { NoTlsError } from "./unavailable.ts";

/** Where the driver wants to connect to. */
interface Address {
  /** A Unix socket, instead of host and port. */
  path?: string | null | false;
  host: readonly [string, ...string[]];
  port: readonly [number, ...number[]];
}

/**
 * Connects to Postgres. The driver would make a socket of its own, which nobody else can end.
 *
 * @param ssl how it is encrypted.
 * @param noTls called where the server has none, and the address asks for it: the driver goes on as if it had, and fails.
 * @returns the socket, which may still be connecting.
 */
export function connectSocket(
  { path, host, port }: Address,
  ssl: Server["ssl"],
  noTls: (error: NoTlsError) => void,
): Socket {
  const socket = new Socket();
  if (ssl && ssl !== "prefer") {
    // The first byte is the answer to the request for TLS: S or N.
    socket.once("data", (answer: Buffer) => {
      if (answer[0] === 78) noTls(new NoTlsError(path || `${host[0]}:${port[0]}`));
    });
  }
  // What is sent is whole: there is nothing to wait for.
  socket.setNoDelay();
  if (path) socket.connect(path);
  else socket.connect(port[0], host[0]);
  // By this name, TLS checks whom it has reached; both stand in the driver's errors.
  return Object.assign(socket, { host: host[0], port: port[0] });
}
