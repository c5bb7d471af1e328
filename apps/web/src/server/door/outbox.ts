import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { isLoopback } from "@waybill/config";

/** The header by which the door tells the outbox that it may show itself. What a client sends under this name is dropped. */
export const localMark = "x-waybill-local";

/** Headers that proxies add: with one of them, the client is somewhere else. */
const forwarding =
  /forwarded|client-?ip|-ip$|^(?:via$|max-forwards$|cdn-|cf-|x-(?:original|envoy|azure|arr|varnish|amz|scheme))/;

/**
 * Whether a request comes straight from a program on this machine that was told to come here: the socket is a loopback
 * one, nobody has forwarded it, and the name that it asks for is this machine's. A page of another site whose name was
 * made to lead here asks for that name. HTTP/1.0 is what a proxy speaks that was told nothing.
 */
export function isLocal(
  request: Pick<IncomingMessage, "headers" | "httpVersion"> & { socket: { remoteAddress?: string | undefined } },
): boolean {
  const { headers, httpVersion, socket } = request;
  return (
    httpVersion !== "1.0" &&
    isLoopback(socket.remoteAddress ?? "") &&
    !Object.keys(headers).some((name) => forwarding.test(name)) &&
    isLoopback(hostOf(headers))
  );
}

/** The name in the `Host` header, without its port; empty where it is no name. */
function hostOf({ host = "" }: IncomingHttpHeaders): string {
  const address = `http://${host}`;
  return URL.canParse(address) && new URL(address).host === host.toLowerCase() ? new URL(address).hostname : "";
}
