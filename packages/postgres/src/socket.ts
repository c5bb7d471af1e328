import { Socket } from "node:net";
import type { Server } from "./database-url.ts";
import { NoTlsError } from "./unavailable.ts";

/** The socket that the driver connects to. */
interface SocketAddress {
  /** A Unix socket, instead of host and port. */
  path?: string | null | false;
  host: readonly [string, ...string[]];
  port: readonly [number, ...number[]];
}

/**
 * Connects to Postgres. The driver's own sockets cannot be destroyed from outside.
 *
 * @param ssl the TLS options.
 * @param noTls called if TLS is required and the server has none: the driver would continue with a failing handshake.
 * @returns the socket, which may still be connecting.
 */
export function connectSocket(
  { path, host, port }: SocketAddress,
  ssl: Server["ssl"],
  noTls: (error: NoTlsError) => void,
): Socket {
  const socket = new Socket();
  if (ssl && ssl !== "prefer") {
    // The first byte answers the request for TLS: S or N.
    socket.once("data", (answer: Buffer) => {
      if (answer[0] === 78) noTls(new NoTlsError(path || `${host[0]}:${port[0]}`));
    });
  }
  // Messages are complete: waiting for more data would only delay them.
  socket.setNoDelay();
  if (path) socket.connect(path);
  else socket.connect(port[0], host[0]);
  // TLS verifies this host name; the driver's errors contain both.
  return Object.assign(socket, { host: host[0], port: port[0] });
}
