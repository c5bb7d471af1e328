import type { Readable } from "node:stream";
import { type Entry, openPromise, type ZipFile as ZipReader } from "yauzl";
import { asTrpcError, refuse } from "../core/errors.ts";
import { type Manifest, manifestSchema } from "./format.ts";

const refused = (message: string) => {
  try {
    return refuse({ path: ["file"], code: "invalid", message });
  } catch (error) {
    return error;
  }
};

/** The error for an archive of another version. */
export const otherVersion = () =>
  refused("This archive was created by another version of Waybill. Export it again with the version that imports it.");
/** The error for a file that is damaged or not an archive. */
export const damaged = () => refused("This file is damaged or not an archive of an organisation.");

/** An opened archive. */
export class Archive {
  readonly #zip: ZipReader;
  readonly #entries: ReadonlyMap<string, Entry>;

  private constructor(zip: ZipReader, entries: ReadonlyMap<string, Entry>) {
    this.#zip = zip;
    this.#entries = entries;
  }

  /** Opens an archive. @throws BAD_REQUEST at `file` if it is damaged or missing */
  static async open(path: string): Promise<Archive> {
    try {
      const zip = await openPromise(path, { autoClose: false });
      const entries = new Map<string, Entry>();
      for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
      return new Archive(zip, entries);
    } catch {
      throw asTrpcError(damaged());
    }
  }

  /** The contents of the archive. @throws BAD_REQUEST for another version */
  async manifest(): Promise<Manifest> {
    const parsed = manifestSchema.safeParse(JSON.parse(await this.text("manifest.json")));
    if (!parsed.success) throw otherVersion();
    return parsed.data;
  }

  /** @throws if the archive has no such part */
  async stream(name: string): Promise<Readable> {
    const entry = this.#entries.get(name);
    if (!entry) throw damaged();
    return this.#zip.openReadStreamPromise(entry);
  }

  async text(name: string): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of await this.stream(name)) chunks.push(chunk as Buffer); // a stream of bytes
    return Buffer.concat(chunks).toString();
  }

  /** Only line feeds separate lines: texts contain other separators. */
  async *lines(name: string): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const chunk of await this.stream(name)) {
      const [first = "", ...others] = decoder.decode(chunk as Buffer, { stream: true }).split("\n");
      rest += first;
      for (const other of others) {
        if (rest) yield rest;
        rest = other;
      }
    }
    if (rest) yield rest;
  }

  close(): void {
    this.#zip.close();
  }
}
