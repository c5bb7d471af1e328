import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, renameSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { S3Server } from "@waybill/api/testing/s3";
import { startCluster } from "@waybill/cluster";
import { environmentOf } from "@waybill/config";
import { migrate } from "@waybill/db/migrate";
import { simpleParser } from "mailparser";
import Provider from "oidc-provider";
import { SMTPServer } from "smtp-server";
import { freePort, logs, startProcess, stopProcess, untilAnswering } from "./processes.ts";

/** A real mail server. Each mail becomes a file in `folder` with recipient, subject, text and HTML. */
async function startMailServer(port: number, folder: string): Promise<SMTPServer> {
  mkdirSync(folder, { recursive: true });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    async onData(stream, session, done) {
      const { subject, text, html } = await simpleParser(stream);
      const to = session.envelope.rcptTo.map(({ address }) => address);
      const mail = JSON.stringify({ to, subject, text, html: html || "" });
      // Renamed when complete, because tests read the folder.
      const file = join(folder, `${Date.now()}-${randomUUID()}.json`);
      writeFileSync(`${file}.part`, mail);
      renameSync(`${file}.part`, file);
      done();
    },
  });
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  return server;
}

/** A real OpenID provider that accepts any person, with a confirmed address. */
async function startIdentityProvider(port: number, origins: string[]): Promise<Server> {
  const provider = new Provider(`http://localhost:${port}`, {
    clients: [
      {
        ...{ client_id: "waybill", client_secret: "waybill-secret" },
        redirect_uris: origins.map((origin) => `${origin}/api/auth/callback/oidc`),
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        email: `${id}@identity.test`,
        email_verified: !id.startsWith("unconfirmed"),
        name: `Person ${id}`,
      }),
    }),
    features: { devInteractions: { enabled: true } },
  });
  return new Promise((resolve) => {
    const server = provider.listen(port, () => resolve(server));
  });
}

/** A carrier over HTTP: refuses the street Nowhere and the first call for each key, books once per key, and delivers soon. */
async function startCarrier(port: number): Promise<Server> {
  const calls: string[] = [];
  const shipments = new Map<string, { trackingNumber: string; bookedAt: number }>();
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    const key = String(request.headers["idempotency-key"]);
    if (request.url === "/calls") return answer(200, { calls, shipments: [...shipments.values()] });
    if (request.method === "POST") {
      calls.push(key);
      const body = await text(request);
      if (body.includes("Nowhere")) return answer(422, { error: "There is no such street" });
      if (calls.filter((call) => call === key).length === 1) return answer(503, { error: "No van is free" });
      const shipment = shipments.get(key) ?? { trackingNumber: `CARRIER-${shipments.size + 1}`, bookedAt: Date.now() };
      shipments.set(key, shipment);
      return answer(201, shipment);
    }
    const number = request.url?.split("/").at(-1);
    if (request.method === "DELETE") return answer(shipments.delete(number ?? "") ? 200 : 404, {});
    const shipment = [...shipments.values()].find(({ trackingNumber }) => trackingNumber === number);
    if (!shipment) return answer(404, { error: "Unknown" });
    const delivered = Date.now() - shipment.bookedAt > 1000;
    return answer(200, {
      state: delivered ? "delivered" : "in_transit",
      detail: delivered ? "Signed by the recipient" : undefined,
    });
  });
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  return server;
}

/** A trace collector with OTLP over HTTP. Stores every span with its service. */
async function startCollector(port: number): Promise<Server> {
  const spans: unknown[] = [];
  const server = createServer(async (request, response) => {
    if (request.method === "GET") return response.end(JSON.stringify(spans));
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString());
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = resource.attributes.find(({ key }: { key: string }) => key === "service.name").value.stringValue;
      for (const scope of scopeSpans) for (const span of scope.spans) spans.push({ service, ...span });
    }
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  return server;
}

/**
 * The installation under test: Postgres, two web processes of the production build, two workers, a mail server, S3, an OpenID
 * provider, a carrier and a trace collector, each on its own port.
 */
export async function startStack() {
  const directory = mkdtempSync(join(tmpdir(), "waybill-e2e-"));
  mkdirSync(logs, { recursive: true });
  const [web, other, smtp, identity, carrier, traces, webMetrics, workerMetrics, proxy] = await Promise.all(
    Array.from({ length: 9 }, freePort),
  );
  if (!web || !other || !smtp || !identity || !carrier || !traces || !webMetrics || !workerMetrics || !proxy)
    throw new Error("No port is free.");
  const proxied = `https://desk.waybill.test:${proxy}`;
  const base = `http://localhost:${web}`;
  const mail = join(directory, "mail");
  const cluster = await startCluster({ directory, parameters: { fsync: "off", synchronous_commit: "off" } });
  await cluster.createDatabase("waybill");
  await migrate(cluster.url("waybill"));
  const servers = await Promise.all([
    startIdentityProvider(identity, [base, proxied]),
    startCarrier(carrier),
    startCollector(traces),
  ]);
  const mailServer = await startMailServer(smtp, mail);
  const s3 = await S3Server.start();
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: "production",
    LOG_LEVEL: "info",
    PORT: String(web),
    PUBLIC_URL: base,
    DATA_DIR: directory,
    ...s3.settings,
    DATABASE_URL: cluster.applicationUrl("waybill"),
    DATABASE_OWNER_URL: cluster.url("waybill"),
    AUTH_SECRET: "the end-to-end tests' own secret, long enough",
    AUTH_OIDC_ISSUER: `http://localhost:${identity}`,
    AUTH_OIDC_ID: "waybill",
    AUTH_OIDC_SECRET: "waybill-secret",
    AUTH_OIDC_NAME: "Company account",
    SMTP_URL: `smtp://127.0.0.1:${smtp}`,
    CARRIER_URL: `http://127.0.0.1:${carrier}`,
    CARRIER_POLL_SECONDS: "1",
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${traces}`,
    OTEL_BSP_SCHEDULE_DELAY: "500",
  };
  const forWorkers = environmentOf("worker", env);
  const urlOf = (port: number) => `http://localhost:${port}`;
  const processes = [
    startProcess("web", "apps/web", "src/server/main.ts", {
      ...environmentOf("web", env),
      METRICS_PORT: String(webMetrics),
    }),
    // Its own URL, so that changes from there pass the origin check.
    startProcess("web-2", "apps/web", "src/server/main.ts", {
      ...environmentOf("web", env),
      PORT: String(other),
      PUBLIC_URL: urlOf(other),
      // The other form of downloads.
      S3_DOWNLOADS: "stream",
    }),
    startProcess("worker", "apps/worker", "src/main.ts", { ...forWorkers, WORKER_PORT: String(workerMetrics) }),
    startProcess("worker-2", "apps/worker", "src/main.ts", forWorkers),
  ];
  const stop = async () => {
    await Promise.all(processes.map(stopProcess));
    for (const server of servers) server.close();
    for (const server of servers) server.closeAllConnections();
    await new Promise<void>((closed) => mailServer.close(closed));
    await s3.stop();
    await cluster.remove();
  };
  try {
    await Promise.all([web, other].map((port) => untilAnswering(`${urlOf(port)}/api/trpc/system.health`)));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    base,
    mail,
    carrier: `http://127.0.0.1:${carrier}`,
    /** A second web process on the same database. */
    other: urlOf(other),
    traces: `http://127.0.0.1:${traces}`,
    /** The URL of the HTTPS proxy, known to the identity provider. */
    proxied,
    webMetrics: urlOf(webMetrics),
    workerMetrics: urlOf(workerMetrics),
    /** The settings of a command. */
    env,
    stop,
  };
}
