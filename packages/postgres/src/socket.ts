import { Socket } from "node:net";

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
 * @returns the socket, which may still be connecting.
 */
export function connectSocket({ path, host, port }: Address): Socket {
  const socket = new Socket();
  // What is sent is whole: there is nothing to wait for.
  socket.setNoDelay();
  if (path) socket.connect(path);
  else socket.connect(port[0], host[0]);
  // By this name, TLS checks whom it has reached; both stand in the driver's errors.
  return Object.assign(socket, { host: host[0], port: port[0] });
}
