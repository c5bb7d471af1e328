import postgres from "postgres";
import { parseDatabaseUrl, type Server } from "./database-url.ts";
import { connectSocket } from "./socket.ts";
import { DatabaseUnavailableError } from "./unavailable.ts";

/** Connection timeout, in seconds. */
const connectSeconds = 10;

/**
 * Finds a server of a database URL that accepts writes, for direct uses of the driver.
 *
 * @throws the driver's error of the last server
 */
export const writableServer = (url: string): Promise<Server> => firstServer(url, true);

/**
 * Finds the first server of a database URL that answers, for reading; one that accepts writes, if the URL asks for it.
 *
 * @throws the driver's error of the last server
 */
export const readableServer = (url: string): Promise<Server> => firstServer(url, parseDatabaseUrl(url).readWrite);

async function firstServer(url: string, writes: boolean): Promise<Server> {
  let failure: unknown = new Error("The URL names no server.");
  for (const server of parseDatabaseUrl(url).servers) {
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
      failure = new DatabaseUnavailableError("No server of the URL accepts writes.");
    } catch (error) {
      failure = noTls ?? error;
    } finally {
      await sql.end();
    }
  }
  throw failure;
}
