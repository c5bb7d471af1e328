import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { isLoopback } from "@waybill/config";

/** The header that marks a local request, for the outbox. A value from the client is dropped. */
export const localHeader = "x-waybill-local";

/** Headers of proxies: with one of them, the client is on another machine. */
const forwarding =
  /forwarded|client-?ip|-ip$|^(?:via$|max-forwards$|cdn-|cf-|x-(?:original|envoy|azure|arr|varnish|amz|scheme))/;

/**
 * Whether a request comes directly from this machine: loopback socket, no proxy headers, and a loopback `Host`. The `Host`
 * check stops DNS rebinding. HTTP/1.0 is refused: proxies without configuration speak it.
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

/** The host name in the `Host` header; empty if it is invalid. */
function hostOf({ host = "" }: IncomingHttpHeaders): string {
  const url = `http://${host}`;
  return URL.canParse(url) && new URL(url).host === host.toLowerCase() ? new URL(url).hostname : "";
}
