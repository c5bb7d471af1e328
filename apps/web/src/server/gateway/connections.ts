import type { Server } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { networkOf } from "@waybill/api";
import { inNetworks, plainAddress, type Settings } from "@waybill/config";
import { KeyedCounter } from "./keyed-counter.ts";

/**
 * Bounds the connections of a network (not of trusted proxies), and answers CONNECT and input that is not HTTP.
 *
 * @param onParseError called with the address of a client that sent something else than HTTP.
 */
export function guardConnections(
  server: Server,
  { TRUST_PROXY, CONNECTIONS_PER_ADDRESS }: Pick<Settings, "TRUST_PROXY" | "CONNECTIONS_PER_ADDRESS">,
  onParseError: (address: string) => void,
): void {
  const isProxy = inNetworks(TRUST_PROXY);
  const open = new KeyedCounter(CONNECTIONS_PER_ADDRESS);
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
    onParseError(socket instanceof Socket ? plainAddress(socket.remoteAddress ?? "") : "");
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
