import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { generate } from "selfsigned";
import { expect, test } from "vitest";
import { carrierOf } from "./index.ts";

test("a carrier with an untrusted certificate receives no request", async () => {
  const received: unknown[] = [];
  const pair = await generate([{ name: "commonName", value: "127.0.0.1" }], { keyType: "ec", algorithm: "sha256" });
  const server = createServer({ key: pair.private, cert: pair.cert }, (request, response) => {
    received.push(request.headers.authorization);
    response.end(JSON.stringify({ trackingNumber: "T1" }));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a path
  const asked = carrierOf({ CARRIER_URL: `https://127.0.0.1:${port}`, CARRIER_TOKEN: "secret" });
  const failed = asked.status("T1", 0, AbortSignal.timeout(10_000));
  await expect(failed).rejects.toMatchObject({ cause: { cause: { code: "DEPTH_ZERO_SELF_SIGNED_CERT" } } });
  expect(received).toEqual([]);
  server.close().closeAllConnections();
});
