import type { Server } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { inNetworks, plainAddress, type Settings } from "@waybill/config";
import { networkOf } from "./client.ts";
import { Counts } from "./counts.ts";

/**
 * Bounds the connections of one network, where they do not come from a proxy, and answers what is not HTTP or asks for
 * what a server of pages does not do.
 *
 * @param unreadable told from where something came that is not HTTP.
 */
export function guardConnections(
  server: Server,
  { TRUST_PROXY, CONNECTIONS_PER_ADDRESS }: Pick<Settings, "TRUST_PROXY" | "CONNECTIONS_PER_ADDRESS">,
  unreadable: (address: string) => void,
): void {
  const isProxy = inNetworks(TRUST_PROXY);
  const open = new Counts(CONNECTIONS_PER_ADDRESS);
  server.on("connection", (socket: Socket) => {
    const address = plainAddress(socket.remoteAddress ?? "");
    if (!address || isProxy(address)) return;
    const network = networkOf(address);
    if (open.isFull(network)) return void socket.destroy();
    socket.once("close", open.add(network));
  });
  server.on("connect", (_request, socket: Duplex) => answerBare(socket, "405 Method Not Allowed"));
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
    unreadable(socket instanceof Socket ? plainAddress(socket.remoteAddress ?? "") : "");
    answerBare(socket, statusOf(error.code));
  });
}

const statuses: Record<string, string> = {
  HPE_INVALID_METHOD: "501 Not Implemented",
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "413 Payload Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

const statusOf = (code = ""): string => statuses[code] ?? "400 Bad Request";

function answerBare(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nAllow: GET, HEAD, POST\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () =>
    socket.destroy(),
  );
}
