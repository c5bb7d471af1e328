// Heavy load by one caller, in a separate process: on "go" it sends all requests at once, and reports their statuses.
import { Agent, request } from "node:http";
import { z } from "zod";

const given = z
  .object({ BASE: z.string(), COOKIE: z.string(), TENANT: z.string(), ADDRESS: z.string() })
  .parse(process.env);
const agent = new Agent({ keepAlive: true, maxSockets: 2000 });
const anonymous = { "x-forwarded-for": given.ADDRESS };
const signedIn = { ...anonymous, cookie: given.COOKIE, "x-tenant-id": given.TENANT };
const large = Buffer.alloc(60 * 1024 * 1024);

/** The number of answers with each status. */
const statuses: Record<string, number> = {};

interface Ask {
  method?: string;
  headers: Record<string, string>;
  body?: Buffer;
  /** Whether the response is a stream: then only its headers are read. */
  stream?: boolean;
}

function ask(path: string, { method = "GET", headers, body, stream }: Ask): Promise<void> {
  return new Promise((resolve) => {
    const asked = request(`${given.BASE}${path}`, { method, headers, agent }, (answer) => {
      const status = String(answer.statusCode);
      statuses[status] = (statuses[status] ?? 0) + 1;
      answer.resume().once("close", resolve);
      if (stream) asked.destroy();
    });
    // The server closed the connection.
    asked.once("error", () => resolve());
    asked.end(body);
  });
}

const many = (count: number, one: () => Promise<void>) => Array.from({ length: count }, one);

/** 900 calls, 10 batches of 500 anonymous calls, six bodies of 60 MB and 200 live connections, all at once. */
async function worst(): Promise<void> {
  const list = `/api/trpc/parcels.list?input=${encodeURIComponent(JSON.stringify({ limit: 50 }))}`;
  const batch = `/api/trpc/${Array(500).fill("system.ping").join(",")}?batch=1&input=%7B%7D`;
  const live = `/api/trpc/system.live?input=%7B%7D&connectionParams=${encodeURIComponent(JSON.stringify({ tenant: given.TENANT }))}`;
  await Promise.all([
    ...many(900, () => ask(list, { headers: signedIn })),
    ...many(10, () => ask(batch, { headers: anonymous })),
    ...many(6, () => ask("/api/trpc/tags.create", { method: "POST", headers: signedIn, body: large })),
    ...many(200, () => ask(live, { headers: signedIn, stream: true })),
  ]);
}

process.on("message", () => void worst().then(() => process.send?.(statuses)));
