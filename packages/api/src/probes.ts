import { createServer, type Server } from "node:http";
import type { Metrics } from "./core/metrics.ts";

/** What a process tells those who look after it. */
export interface Probes {
  /** Whether it takes work. */
  ready(): boolean;
  /** Its figures; undefined while there are none. */
  metrics(): Pick<Metrics, "read"> | undefined;
}

/**
 * Serves `/health` (the process lives), `/ready` (it takes work) and `/metrics` (Prometheus) on a port of their own,
 * which is for the inside of the house only.
 *
 * @param port where; 0 serves nothing.
 * @param host the address to listen on.
 */
export function serveProbes(port: number, host: string, { ready, metrics }: Probes): Server {
  const server = createServer(async (request, response) => {
    const answer = (status: number, text: string, type = "text/plain") =>
      response.writeHead(status, { "content-type": type }).end(text);
    if (request.url === "/health") return answer(200, "ok\n");
    if (request.url === "/ready") return ready() ? answer(200, "ok\n") : answer(503, "not ready\n");
    if (request.url !== "/metrics") return answer(404, "not found\n");
    try {
      const figures = await metrics()?.read();
      return answer(200, figures?.text ?? "", figures?.contentType);
    } catch (error) {
      return answer(500, `The figures could not be read: ${error instanceof Error ? error.message : error}\n`);
    }
  });
  if (port) server.listen(port, host);
  return server;
}
