import { type Attributes, context, propagation, SpanStatusCode, trace } from "@opentelemetry/api";

// Speaks OpenTelemetry's API alone, which does nothing until a process registers an SDK (../telemetry.ts).

/** Asked for each time: a tracer that was got before the SDK was registered would do nothing for ever. */
const tracer = () => trace.getTracer("waybill");

/**
 * Runs `work` as a span.
 *
 * @param parent the `traceparent` that it continues; the current span where left out.
 */
export function traced<T>(
  name: string,
  attributes: Attributes,
  work: () => Promise<T>,
  parent?: string | null,
): Promise<T> {
  const from = parent ? propagation.extract(context.active(), { traceparent: parent }) : context.active();
  return tracer().startActiveSpan(name, { attributes }, from, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The current span as a W3C `traceparent`, for what goes on elsewhere: a job, another service. Null where nothing is traced. */
export function currentTraceparent(): string | null {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent ?? null;
}

/** A span for one statement, for a database's `observe`. @returns what ends it */
export function statementSpan(statement: string): () => void {
  if (!trace.getActiveSpan()) return () => {};
  const span = tracer().startSpan("sql", {
    attributes: { "db.system.name": "postgresql", "db.query.text": statement },
  });
  return () => span.end();
}
