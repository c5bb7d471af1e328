import { expect, test } from "vitest";
import { Metrics } from "./metrics.ts";

test("responses are counted by method, kind and status; unknown methods share one label", async () => {
  const metrics = new Metrics("web");
  metrics.request("GET", "page", 200);
  metrics.request("GET", "page", 200);
  metrics.request("POST", "procedure", 0);
  for (const made of ["BREW", "x".repeat(100)]) metrics.request(made, "page", 405);
  const { text } = await metrics.read();
  expect(text.split("\n").filter((line) => line.startsWith("waybill_http_requests_total"))).toEqual([
    'waybill_http_requests_total{method="GET",kind="page",status="200",process="web"} 2',
    'waybill_http_requests_total{method="POST",kind="procedure",status="0",process="web"} 1',
    'waybill_http_requests_total{method="other",kind="page",status="405",process="web"} 2',
  ]);
});

test("the running version is a metric", async () => {
  const { text } = await new Metrics("worker").read();
  expect(text).toContain(`node="${process.version}",process="worker"} 1`);
});
