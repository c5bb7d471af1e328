import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-node";
import type { Settings } from "@waybill/config";

/**
 * The attributes that are sent: they name the operation and never hold what a caller sent. Next adds the address as it
 * was called, whose path or query may be the secret of a mailed link.
 */
const attributeNames = new Set([
  ...["next.span_category", "next.span_name", "next.span_type", "next.route", "next.page", "next.rsc", "next.segment"],
  ...["http.method", "http.route", "http.status_code"],
  ...["db.system.name", "db.query.text", "rpc.method", "messaging.operation.name"],
  ...["waybill.request_id", "waybill.job_id"],
]);

/** A span without what a caller sent: the other attributes, and the messages of errors that Next has noted. */
function withoutValues(span: ReadableSpan): ReadableSpan {
  const attributes = Object.fromEntries(Object.entries(span.attributes).filter(([name]) => attributeNames.has(name)));
  return Object.create(span, {
    attributes: { value: attributes },
    events: { value: [] },
    status: { value: { code: span.status.code } },
  });
}

/** An exporter that sends spans without what a caller sent. */
export function withoutCallersValues(exporter: SpanExporter): SpanExporter {
  return {
    export: (spans, done) => exporter.export(spans.map(withoutValues), done),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}

/**
 * Sends the process's traces to `OTEL_EXPORTER_OTLP_ENDPOINT`, where it is set. Called before anything else.
 *
 * @param process the process's name: the service `waybill-web` or `waybill-worker`.
 * @returns what sends the rest, for the end of the process.
 */
export async function startTelemetry(
  { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }: Settings,
  process: string,
): Promise<() => Promise<void>> {
  if (!endpoint) return async () => {};
  // What is not used takes no memory.
  const [{ OTLPTraceExporter }, { resourceFromAttributes }, { BatchSpanProcessor, NodeTracerProvider }] =
    await Promise.all([
      import("@opentelemetry/exporter-trace-otlp-http"),
      import("@opentelemetry/resources"),
      import("@opentelemetry/sdk-trace-node"),
    ]);
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, "")}/v1/traces` });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ "service.name": `waybill-${process}` }),
    spanProcessors: [new BatchSpanProcessor(withoutCallersValues(exporter))],
  });
  provider.register();
  return () => provider.shutdown();
}
