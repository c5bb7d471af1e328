import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { createContext } from "../core/request.ts";
import { receiveFile } from "../platform/files/index.ts";
import { TestApp } from "../testing.ts";

test("load", async () => {
  const testApp = await TestApp.start();
  const acme = await testApp.tenant("acme", "owner");
  const { call, sessionId } = acme.members.owner;
  for (let n = 0; n < 20; n += 1)
    await call.items.create({ sku: `S-${n}`, name: "x", weight: 1, stock: 1, price: 1, currency: "EUR" });
  const rows = ["reference;sku;quantity;recipientName;country;city;postcode;line1"];
  for (let n = 0; n < 10_000; n += 1)
    for (let k = 0; k < 3; k += 1)
      rows.push(
        `O-${n};S-${(n + k) % 20};${k + 1};${k === 0 ? `Person ${n};Deutschland;Berlin;10117;Straße ${n}` : ";;;;"}`,
      );
  const send = async () =>
    (
      await receiveFile(await createContext(testApp.app, new Headers({ "x-tenant-id": "acme" }), sessionId), {
        kind: "parcels.import",
        name: "a.csv",
        contentType: "text/csv",
        body: Readable.toWeb(Readable.from([rows.join("\n")])) as never,
      })
    ).id;
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 100);
  for (const mode of ["preview", "check", "import", "import"] as const) {
    const fileId = await send();
    const before = process.memoryUsage().rss;
    peak = before;
    const started = performance.now();
    const { jobId } = await call.parcels.import({ fileId, mode, plan: { forms: {} } });
    const job = await call.jobs.byId({ id: jobId });
    console.info(
      "LOAD",
      mode,
      Math.round(performance.now() - started),
      "ms",
      Math.round(before / 1e6),
      "->",
      Math.round(peak / 1e6),
      "MB",
      job.state,
      job.error,
      JSON.stringify(job.result).slice(0, 160),
    );
  }
  clearInterval(timer);
  expect(1).toBe(1);
}, 300_000);
