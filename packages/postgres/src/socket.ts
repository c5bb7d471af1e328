import { Socket } from "node:net";

/** Where the driver wants to connect to. */
interface Address {
  /** A Unix socket, instead of host and port. */
  path?: string | null | false;
  host: readonly [string, ...string[]];
  port: readonly [number, ...number[]];
}

/** From this many bytes on the driver sends at once; what is shorter it gathers by itself. */
const driverLimit = 1024;
/** What is longer is sent at once: the server works on it while this process makes what comes next. */
const mostGathered = 16 * 1024;

/**
 * Connects to Postgres by a socket that gathers what is sent within one turn of the event loop: the statements of a unit
 * of work, sent without waiting between them, leave in one write instead of one for each kilobyte. A write costs more
 * than making what is written.
 *
 * @returns the socket, which may still be connecting.
 */
export function connectTogether({ path, host, port }: Address): Socket {
  const socket = new Socket();
  // What is sent is whole: there is nothing to wait for.
  socket.setNoDelay();
  if (path) socket.connect(path);
  else socket.connect(port[0], host[0]);
  const write: (...args: Parameters<Socket["write"]>) => boolean = socket.write.bind(socket);
  // After `connect`, which sets `write` anew.
  socket.write = (...args: unknown[]) => {
    const [chunk] = args;
    if (socket.writableCorked === 0 && chunk instanceof Uint8Array && chunk.length >= driverLimit) {
      socket.cork();
      // What is shorter comes in the driver's own `setImmediate`, which was asked for after this one.
      setImmediate(() => setImmediate(() => socket.uncork()));
    }
    const more = write(...(args as Parameters<Socket["write"]>));
    if (socket.writableLength > mostGathered) socket.uncork();
    return more;
  };
  // By this name, TLS checks whom it has reached.
  return Object.assign(socket, { host: host[0] });
}
