import { SpanStatusCode } from "@opentelemetry/api";
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import { expect, test } from "vitest";
import { withoutInput } from "./telemetry.ts";

test("a span contains no data of callers: addresses, error messages and unknown attributes are removed", async () => {
  const kept = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(withoutInput(kept))] });
  const span = provider.getTracer("next.js").startSpan("GET /invitations/[token]", {
    attributes: {
      "http.method": "GET",
      "http.route": "/invitations/[token]",
      "http.target": "/invitations/hunter2",
      "http.url": "http://127.0.0.1/verify-email?token=hunter2",
      "url.full": "http://127.0.0.1/verify-email?token=hunter2",
      "of.a.later.version": "hunter2",
    },
  });
  span.recordException(new Error("hunter2 is no invitation"));
  span.setStatus({ code: SpanStatusCode.ERROR, message: "hunter2 is no invitation" });
  span.end();
  await provider.forceFlush();

  const [sent] = kept.getFinishedSpans();
  expect(sent).toMatchObject({
    name: "GET /invitations/[token]",
    attributes: { "http.method": "GET", "http.route": "/invitations/[token]" },
    events: [],
    status: { code: SpanStatusCode.ERROR },
  });
  expect(sent?.spanContext()).toEqual(span.spanContext());
  const { attributes, events, status } = sent ?? {};
  expect(JSON.stringify({ attributes, events, status })).not.toContain("hunter2");
  await provider.shutdown();
});
