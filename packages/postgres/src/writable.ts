import postgres from "postgres";
import { readAddress, type Server } from "./address.ts";
import { connectSocket } from "./socket.ts";
import { DatabaseUnavailableError } from "./unavailable.ts";

/** Connection timeout, in seconds. */
const connectSeconds = 10;

/**
 * Finds a server of an address that accepts writes, for direct uses of the driver.
 *
 * @throws the driver's error of the last server
 */
export const writableServer = (address: string): Promise<Server> => firstServer(address, true);

/**
 * Finds the first server of an address that answers, for reading; one that accepts writes, if the address asks for it.
 *
 * @throws the driver's error of the last server
 */
export const readableServer = (address: string): Promise<Server> =>
  firstServer(address, readAddress(address).readWrite);

async function firstServer(address: string, writes: boolean): Promise<Server> {
  let failure: unknown = new Error("The address names no server.");
  for (const server of readAddress(address).servers) {
    let noTls: Error | undefined;
    const options = {
      socket: (address: Parameters<typeof connectSocket>[0]) =>
        connectSocket(address, server.ssl, (error) => {
          noTls = error;
        }),
      max: 1,
      ssl: server.ssl,
      onnotice: () => {},
      fetch_types: false,
      connect_timeout: connectSeconds,
    };
    const sql = postgres(server.url, options as object); // the driver's types lack `socket`
    try {
      const [row] = await sql<{ transaction_read_only: string }[]>`show transaction_read_only`;
      if (!writes || row?.transaction_read_only === "off") return server;
      // A standby may be the next primary.
      failure = new DatabaseUnavailableError("No server of the address accepts writes.");
    } catch (error) {
      failure = noTls ?? error;
    } finally {
      await sql.end();
    }
  }
  throw failure;
}
