/// <reference path="./s3rver.d.ts" />
import { mkdtemp, readdir, rm } from "node:fs/promises";
import type { Server } from "node:http";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "@20minutes/s3rver";

const bucket = "waybill-files";

/** A real S3 server in this process with signature checks and one bucket. */
export class S3Server {
  /** The settings for it. */
  readonly settings: {
    S3_BUCKET: string;
    S3_ENDPOINT: string;
    S3_ACCESS_KEY_ID: string;
    S3_SECRET_ACCESS_KEY: string;
  };
  readonly #server: S3rver;
  readonly #folder: string;
  readonly #sockets = new Set<Socket>();
  #ended = { received: 0, sent: 0 };

  private constructor(server: S3rver, folder: string, port: number, http: Server, address: string) {
    this.#server = server;
    this.#folder = folder;
    this.settings = {
      ...{ S3_BUCKET: bucket, S3_ENDPOINT: `http://${address}:${port}` },
      // Its account.
      ...{ S3_ACCESS_KEY_ID: "S3RVER", S3_SECRET_ACCESS_KEY: "S3RVER" },
    };
    http.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => {
        this.#sockets.delete(socket);
        this.#ended.received += socket.bytesRead;
        this.#ended.sent += socket.bytesWritten;
      });
    });
  }

  /** @param address to listen on */
  static async start(address = "127.0.0.1"): Promise<S3Server> {
    const directory = await mkdtemp(join(tmpdir(), "waybill-s3-"));
    const options = { address, port: 0, directory, silent: true, vhostBuckets: false };
    const server = new S3rver({ ...options, configureBuckets: [{ name: bucket, configs: [] }] });
    const { port } = await server.run();
    return new S3Server(server, directory, port, server.httpServer, address);
  }

  /** The bytes received and sent on all connections. */
  get traffic(): { received: number; sent: number } {
    const open = [...this.#sockets];
    return {
      received: open.reduce((sum, { bytesRead }) => sum + bytesRead, this.#ended.received),
      sent: open.reduce((sum, { bytesWritten }) => sum + bytesWritten, this.#ended.sent),
    };
  }

  /** The contents of the bucket's folder, including parts of unfinished uploads. */
  async entries(): Promise<string[]> {
    return (await readdir(join(this.#folder, bucket), { recursive: true })).sort();
  }

  /** Stops it and deletes its data. */
  async stop(): Promise<void> {
    this.#server.httpServer.closeAllConnections();
    await this.#server.close();
    await rm(this.#folder, { recursive: true });
  }
}
