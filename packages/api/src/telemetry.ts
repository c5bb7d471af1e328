import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-node";
import type { Settings } from "@waybill/config";

/**
 * The exported attributes: they name the operation and contain no input. Next adds the requested URL, which may contain
 * the secret of a mailed link.
 */
const attributeNames = new Set([
  ...["next.span_category", "next.span_name", "next.span_type", "next.route", "next.page", "next.rsc", "next.segment"],
  ...["http.method", "http.route", "http.status_code"],
  ...["db.system.name", "db.query.text", "rpc.method", "messaging.operation.name"],
  ...["waybill.request_id", "waybill.job_id"],
]);

/** A span without input: no other attributes, no error messages. */
function withoutValues(span: ReadableSpan): ReadableSpan {
  const attributes = Object.fromEntries(Object.entries(span.attributes).filter(([name]) => attributeNames.has(name)));
  return Object.create(span, {
    attributes: { value: attributes },
    events: { value: [] },
    status: { value: { code: span.status.code } },
  });
}

/** An exporter of spans without input. */
export function withoutInput(exporter: SpanExporter): SpanExporter {
  return {
    export: (spans, done) => exporter.export(spans.map(withoutValues), done),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}

/**
 * Exports traces to `OTEL_EXPORTER_OTLP_ENDPOINT`, if it is set. Call it first.
 *
 * @param process the process's name: the service `waybill-web` or `waybill-worker`.
 * @returns a function that exports the rest at the end of the process.
 */
export async function startTelemetry(
  { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }: Settings,
  process: string,
): Promise<() => Promise<void>> {
  if (!endpoint) return async () => {};
  // Loaded on demand to save memory.
  const [{ OTLPTraceExporter }, { resourceFromAttributes }, { BatchSpanProcessor, NodeTracerProvider }] =
    await Promise.all([
      import("@opentelemetry/exporter-trace-otlp-http"),
      import("@opentelemetry/resources"),
      import("@opentelemetry/sdk-trace-node"),
    ]);
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, "")}/v1/traces` });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ "service.name": `waybill-${process}` }),
    spanProcessors: [new BatchSpanProcessor(withoutInput(exporter))],
  });
  provider.register();
  return () => provider.shutdown();
}
