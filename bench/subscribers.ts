// The event streams of many open pages, in a separate process: opens streams on request and reports the time of each event.
import { Agent, get } from "node:http";
import { z } from "zod";

/** A message to this process: the people whose streams to open. */
const openMessage = z.object({
  base: z.string(),
  people: z.array(z.object({ cookie: z.string(), tenant: z.string(), streams: z.number().int() })),
});
export type OpenMessage = z.infer<typeof openMessage>;

/** A message of this process: the number of open streams, or the time of an event in milliseconds of the monotonic clock. */
export type SubscriberMessage = { opened: number } | { heardAt: number };

const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
const now = () => Number(process.hrtime.bigint()) / 1e6;
const tell = (message: SubscriberMessage) => process.send?.(message);

/** Resolves when the stream is open. @throws if it is refused */
function open(base: string, cookie: string, tenant: string): Promise<void> {
  const parameters = encodeURIComponent(JSON.stringify({ tenant }));
  const url = `${base}/api/trpc/system.live?input=%7B%7D&connectionParams=${parameters}`;
  return new Promise((resolve, reject) => {
    const asked = get(url, { agent, headers: { cookie, accept: "text/event-stream" } }, (answer) => {
      if (answer.statusCode !== 200) return reject(new Error(`A stream was answered ${answer.statusCode}.`));
      answer.setEncoding("utf8").on("data", (text: string) => {
        if (text.includes("event: connected")) resolve();
        if (text.includes("tag.created")) tell({ heardAt: now() });
      });
    });
    asked.once("error", reject);
  });
}

process.on("message", async (message) => {
  const { base, people } = openMessage.parse(message);
  let opened = 0;
  for (const { cookie, tenant, streams } of people) {
    // A few at a time, like browsers.
    for (let left = streams; left > 0; left -= 10) {
      const some = Math.min(10, left);
      await Promise.all(Array.from({ length: some }, () => open(base, cookie, tenant)));
      opened += some;
    }
  }
  tell({ opened });
});
