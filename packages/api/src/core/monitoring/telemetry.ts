import { type Attributes, context, propagation, SpanStatusCode, trace } from "@opentelemetry/api";

// Imports only OpenTelemetry's API, which does nothing until a process registers an SDK (../telemetry.ts).

/** Looked up at each use: a tracer from before the registration would never record. */
const tracer = () => trace.getTracer("waybill");

/**
 * Runs `work` in a span.
 *
 * @param parent the parent's `traceparent`; the current span by default.
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

/** The current span as a W3C `traceparent`, for a job or another service; null without tracing. */
export function currentTraceparent(): string | null {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent ?? null;
}

/** A span of one statement, for `Database.observe`. @returns ends it */
export function statementSpan(statement: string): () => void {
  if (!trace.getActiveSpan()) return () => {};
  const span = tracer().startSpan("sql", {
    attributes: { "db.system.name": "postgresql", "db.query.text": statement },
  });
  return () => span.end();
}
