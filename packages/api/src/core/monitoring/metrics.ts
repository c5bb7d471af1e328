import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import manifest from "../../../../../package.json" with { type: "json" };

const seconds = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Methods with their own label; callers may invent others. */
const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** The Prometheus metrics of a process. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #procedures = this.#histogram(
    "waybill_procedure_duration_seconds",
    "How long procedures took, by path and outcome",
    ["path", "type", "outcome"],
  );
  readonly #jobs = this.#histogram("waybill_job_duration_seconds", "How long attempts of jobs took, by outcome", [
    "job",
    "outcome",
  ]);

  readonly #requests: Counter<"method" | "kind" | "status"> = new Counter({
    name: "waybill_http_requests_total",
    help: "HTTP requests that were answered, by method, kind of path and status",
    labelNames: ["method", "kind", "status"],
    registers: [this.#registry],
  });

  /** @param process the process's name, a label of every metric. */
  constructor(process: string) {
    this.#registry.setDefaultLabels({ process });
    collectDefaultMetrics({ register: this.#registry });
    this.gauge("waybill_build_info", "Which version runs, and on which Node", ["version", "node"], () => [
      [{ version: manifest.version, node: globalThis.process.version }, 1],
    ]);
  }

  /**
   * Counts an HTTP response.
   *
   * @param kind one of a few kinds of URLs: a URL itself may contain a secret, and there are too many.
   * @param status as sent; 0 if the client had disconnected.
   */
  request(method: string, kind: string, status: number): void {
    this.#requests.inc({ method: methods.has(method) ? method : "other", kind, status });
  }

  /** Counts a call. @param outcome `ok`, or the code of the error. */
  procedure(path: string, type: string, outcome: string, ms: number): void {
    this.#procedures.observe({ path, type, outcome }, ms / 1000);
  }

  /** Counts an attempt of a job. */
  job(job: string, outcome: "done" | "retrying" | "failed" | "cancelled", ms: number): void {
    this.#jobs.observe({ job, outcome }, ms / 1000);
  }

  /** Adds a gauge that is read with the metrics; replaces one of the same name. */
  gauge<Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    read: () => Promise<[Partial<Record<Label, string>>, number][]> | [Partial<Record<Label, string>>, number][],
  ): void {
    this.#registry.removeSingleMetric(name);
    const gauge: Gauge<Label> = new Gauge({
      name,
      help,
      labelNames,
      registers: [this.#registry],
      async collect() {
        gauge.reset();
        for (const [labels, value] of await read()) gauge.set(labels as Record<Label, string>, value);
      },
    });
  }

  /** The metrics as text, and the content type. */
  async read(): Promise<{ text: string; contentType: string }> {
    return { text: await this.#registry.metrics(), contentType: this.#registry.contentType };
  }

  #histogram<Label extends string>(name: string, help: string, labelNames: Label[]): Histogram<Label> {
    return new Histogram({ name, help, labelNames, buckets: seconds, registers: [this.#registry] });
  }
}
