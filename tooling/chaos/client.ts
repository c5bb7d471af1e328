import { Agent, request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";

/** Timeout of an answer in milliseconds: longer than that of a statement and than nginx's. */
const answerMs = 65_000;

/** The outcome of a request. `disconnected`: the connection ended before the answer. */
export type Outcome =
  | { kind: "answer"; status: number; body: unknown; retryAfterMs: number }
  | { kind: "disconnected"; why: string }
  | { kind: "timeout" };

/** A request with its outcome, for the report. */
interface Sent {
  path: string;
  at: number;
  ms: number;
  outcome: string;
}

/** Sends requests to nginx and records their outcomes. */
export class Client {
  readonly sent: Sent[] = [];
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1000, rejectUnauthorized: false });
  readonly #origin: URL;
  readonly #address: { host: string; port: number };

  /** @param origin the public URL. @param address the address of nginx */
  constructor(origin: string, address: { host: string; port: number }) {
    this.#origin = new URL(origin);
    this.#address = address;
  }

  /** Sends one request. */
  async send(path: string, headers: Record<string, string>, body?: unknown): Promise<Outcome> {
    const startedAt = performance.now();
    const at = Date.now();
    const outcome = await this.#ask(path, headers, body);
    const words = outcome.kind === "answer" ? String(outcome.status) : outcome.kind;
    this.sent.push({ path, at, ms: performance.now() - startedAt, outcome: words });
    return outcome;
  }

  close(): void {
    this.#agent.destroy();
  }

  #ask(path: string, headers: Record<string, string>, body: unknown): Promise<Outcome> {
    return new Promise((resolve) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const asked = request(
        {
          ...this.#address,
          path,
          servername: this.#origin.hostname,
          method: text === undefined ? "GET" : "POST",
          agent: this.#agent,
          headers: {
            host: this.#origin.host,
            origin: this.#origin.origin,
            ...headers,
            ...(text === undefined
              ? {}
              : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
          },
        },
        (response) => {
          let read = "";
          response.setEncoding("utf8");
          response.on("data", (chunk: string) => {
            read += chunk;
          });
          response.once("error", (error) => resolve({ kind: "disconnected", why: error.message }));
          response.once("end", () =>
            resolve({
              kind: "answer",
              status: response.statusCode ?? 0,
              body: parsed(read),
              retryAfterMs: Math.min(Number(response.headers["retry-after"] ?? 0.5) || 0.5, 5) * 1000,
            }),
          );
        },
      );
      const timer = setTimeout(() => {
        resolve({ kind: "timeout" });
        asked.destroy();
      }, answerMs);
      asked.once("close", () => clearTimeout(timer));
      asked.once("error", (error) => resolve({ kind: "disconnected", why: error.message }));
      asked.end(text);
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Whether to send the request again: it was refused temporarily, or its outcome is unknown. */
export const isRetryable = (outcome: Outcome): boolean =>
  outcome.kind !== "answer" || outcome.status === 429 || outcome.status >= 500;

/** Waits for the time of `Retry-After`, or half a second. */
export const backOff = (outcome: Outcome): Promise<void> =>
  sleep(outcome.kind === "answer" ? outcome.retryAfterMs : 500);
