import type { Readable } from "node:stream";
import { id as idSchema } from "@waybill/validators";
import type { Disk, DriveDirectory, DriveFile } from "flydrive";
import { JobRefused } from "../../core/index.ts";

/** How a browser is to take a download: the values of two headers. */
export interface Presentation {
  contentType: string;
  contentDisposition: string;
}

/** Keeps the bytes of files, by key: `tenant/file`. */
export interface FileStore {
  write(key: string, content: Uint8Array | Readable): Promise<void>;
  /** @throws {MissingBytes} */
  read(key: string): Promise<Readable>;
  /**
   * An address that sends the file to whoever opens it, for {@link linkSeconds}. Whether somebody may have it is checked
   * before.
   *
   * @returns null where the store has no addresses, and the file is streamed by {@link FileStore.read}.
   * @throws {MissingBytes}
   */
  link(key: string, presentation: Presentation): Promise<string | null>;
  /** Bytes. */
  size(key: string): Promise<number>;
  /** Whether anything lies under a key. */
  has(key: string): Promise<boolean>;
  /** Removes what is there; nothing else is fine, too. */
  remove(key: string): Promise<void>;
  /** The tenants that have bytes here. What is not named by an id is not Waybill's, and left alone. */
  tenants(): AsyncIterable<string>;
  /** The ids of a tenant's files here, and when they were written. */
  list(tenantId: string): AsyncIterable<{ id: string; writtenAt: Date }>;
}

/** Thrown where the store lacks the bytes of a file that was entered. A job that reads it is not tried again. */
export class MissingBytes extends JobRefused {
  constructor() {
    super("The content of this file is missing from the file store. Upload or create the file again.");
  }
}

/** @throws {MissingBytes} where nothing lies under the key */
export async function requireBytes(disk: Disk, key: string): Promise<void> {
  if (!(await disk.exists(key))) throw new MissingBytes();
}

/** How long the address of a download opens it. A download that has begun goes on. */
export const linkSeconds = 60;

/**
 * A store on a disk of Flydrive.
 *
 * @param link makes addresses, where the disk has any.
 */
export function storeOn(disk: Disk, link: FileStore["link"] = async () => null): FileStore {
  return {
    async write(key, content) {
      if (content instanceof Uint8Array) await disk.put(key, content);
      else await disk.putStream(key, content);
    },
    async read(key) {
      // A stream of a folder would fail after its first bytes were asked for.
      await requireBytes(disk, key);
      return disk.getStream(key);
    },
    link,
    size: async (key) => (await disk.getMetaData(key)).contentLength,
    has: (key) => disk.exists(key),
    remove: (key) => disk.delete(key),
    async *tenants() {
      for await (const entry of within(disk, "")) if (entry.isDirectory && isId(entry.name)) yield entry.name;
    },
    async *list(tenantId) {
      for await (const entry of within(disk, tenantId)) {
        if (entry.isFile && isId(entry.name)) {
          yield { id: entry.name, writtenAt: (await entry.getMetaData()).lastModified };
        }
      }
    },
  };
}

const isId = (name: string): boolean => idSchema.safeParse(name).success;

/** What lies in a folder of the store; nothing where there is no such folder yet. */
async function* within(disk: Disk, folder: string): AsyncGenerator<DriveFile | DriveDirectory> {
  let paginationToken: string | undefined;
  do {
    const page = await disk.listAll(folder, paginationToken ? { paginationToken } : {}).catch((error) => {
      if (isMissing(error)) return null;
      throw error;
    });
    if (!page) return;
    yield* page.objects;
    paginationToken = page.paginationToken;
  } while (paginationToken);
}

/** Whether an error says that a folder does not exist. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error && (("code" in error && error.code === "ENOENT") || isMissing(error.cause));
