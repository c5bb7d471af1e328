import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { createServer } from "node:https";
import { connect, createServer as createTcpServer } from "node:net";
import { parseArgs } from "node:util";

// Substitutes for nginx (an HTTPS proxy for the web processes) and PgBouncer (a TCP proxy without pooling), for machines without
// them.

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    /** The targets: host and port. */
    to: { type: "string", multiple: true, default: [] },
    /** The source address of connections to them. */
    from: { type: "string" },
    key: { type: "string" },
    cert: { type: "string" },
  },
});
const port = Number(values.port);
const targets = values.to.map((one) => ({ host: one.split(":")[0] ?? "", port: Number(one.split(":")[1]) }));

function forward(): void {
  const [target] = targets;
  if (!target) throw new Error("--to is missing.");
  const server = createTcpServer({ noDelay: true }, (client) => {
    const other = connect({ ...target, noDelay: true });
    client.pipe(other).pipe(client);
    for (const [one, its] of [
      [client, other],
      [other, client],
    ] as const) {
      one.on("error", () => {});
      one.on("close", () => its.destroy());
    }
  });
  server.listen(port, "127.0.0.1");
}

function balance({ key, cert, from }: { key: string; cert: string; from: string | undefined }): void {
  const agent = new Agent({ keepAlive: true });
  let turn = 0;
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (incoming, outgoing) => {
    const { headers, method, url, socket } = incoming;
    const added = [headers["x-forwarded-for"], socket.remoteAddress].filter(Boolean).join(", ");
    /** Tries the next target if one refuses the connection. @param left the number of targets left */
    const ask = (left: number) => {
      const target = targets[turn++ % targets.length];
      const asked = request(
        {
          ...{ ...target, agent, method, path: url, localAddress: from },
          headers: {
            ...headers,
            "x-forwarded-for": added,
            "x-forwarded-host": headers.host,
            "x-forwarded-proto": "https",
          },
        },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        },
      );
      asked.once("error", (error) => {
        const refused = "code" in error && error.code === "ECONNREFUSED";
        if (refused && left > 1) return ask(left - 1);
        if (outgoing.headersSent) outgoing.destroy();
        else outgoing.writeHead(502).end();
      });
      asked.once("socket", (to) => {
        // The body is sent only once connected, so that it can go to the next target.
        if (!to.connecting) incoming.pipe(asked);
        else to.once("connect", () => incoming.pipe(asked));
      });
      outgoing.once("close", () => asked.destroy());
    };
    ask(targets.length);
  });
  server.listen(port, "127.0.0.1");
}

if (values.key && values.cert) balance({ key: values.key, cert: values.cert, from: values.from });
else forward();
