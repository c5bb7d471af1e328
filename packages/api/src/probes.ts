import { createServer, type Server } from "node:http";
import type { Health } from "./core/monitoring/health.ts";
import type { Metrics } from "./core/monitoring/metrics.ts";

/** Health checks and metrics of a process. */
export interface Probes {
  health: Pick<Health, "state" | "live">;
  metrics: Pick<Metrics, "read">;
}

/**
 * Serves `/live` (worth waiting for), `/ready` (can serve now) and `/metrics` (Prometheus) on a port for internal use
 * only. The first two list the state of each dependency.
 *
 * @param port 0 serves nothing.
 * @param host the address to listen on.
 * @returns rejects if the port is unavailable
 */
export async function serveProbes(port: number, host: string, { health, metrics }: Probes): Promise<Server> {
  const server = createServer(async (request, response) => {
    const answer = (status: number, text: string, type = "text/plain") =>
      response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(text);
    const answerHealth = (good: boolean) =>
      answer(good ? 200 : 503, `${JSON.stringify(health.state)}\n`, "application/json");
    if (request.url === "/live") return answerHealth(health.live);
    if (request.url === "/ready") return answerHealth(health.state.ready);
    if (request.url !== "/metrics") return answer(404, "not found\n");
    try {
      const figures = await metrics.read();
      return answer(200, figures.text, figures.contentType);
    } catch (error) {
      return answer(500, `The figures could not be read: ${error instanceof Error ? error.message : error}\n`);
    }
  });
  if (port) await listening(server, port, host);
  return server;
}

/**
 * Thrown if a process cannot listen; the message gives advice. Without a cause, which could be mistaken for the
 * database's.
 */
export class ListenError extends Error {
  override readonly name = "ListenError";
}

/** @throws {ListenError} if the port is unavailable */
export function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (error: Error) => reject(new ListenError(whyNotListening(error, port, host)));
    server.once("error", refuse);
    server.listen(port, host, () => {
      server.off("error", refuse);
      resolve();
    });
  });
}

function whyNotListening(error: Error, port: number, host: string): string {
  switch ("code" in error ? error.code : "") {
    case "EADDRINUSE":
      return `Port ${port} of ${host} is in use. Stop the other program, or set another port (PORT, METRICS_PORT, WORKER_PORT).`;
    case "EACCES":
      return `Port ${port} needs rights that this user does not have. Set a port above 1023 (PORT, METRICS_PORT, WORKER_PORT).`;
    case "EADDRNOTAVAIL":
      return `${host} is not an address of this machine. ${lookAtHost}`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `The name ${host} cannot be resolved. ${lookAtHost}`;
    default:
      return `Cannot listen on port ${port} of ${host}: ${error.message}. Check HOST.`;
  }
}

const lookAtHost =
  "Set HOST to an address of this machine, such as 127.0.0.1 or 0.0.0.0. The URL that people use is PUBLIC_URL.";
