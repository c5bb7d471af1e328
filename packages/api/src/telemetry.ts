import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import type { Settings } from "@waybill/config";

/**
 * Sends the process's traces to `OTEL_EXPORTER_OTLP_ENDPOINT`, where it is set. Called before anything else.
 *
 * @param process the process's name: the service `waybill-web` or `waybill-worker`.
 * @returns what sends the rest, for the end of the process.
 */
export function startTelemetry(
  { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }: Settings,
  process: string,
): () => Promise<void> {
  if (!endpoint) return async () => {};
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ "service.name": `waybill-${process}` }),
    spanProcessors: [
      new BatchSpanProcessor(new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, "")}/v1/traces` })),
    ],
  });
  provider.register();
  return () => provider.shutdown();
}
