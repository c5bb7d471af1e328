import type { Readable } from "node:stream";
import { id as idSchema } from "@waybill/validators";
import type { Disk, DriveDirectory, DriveFile } from "flydrive";
import { PermanentJobError } from "../../core/index.ts";

/** The response headers of a download. */
export interface Presentation {
  contentType: string;
  contentDisposition: string;
}

/** Stores the content of files by key: `tenant/file`. */
export interface FileStore {
  write(key: string, content: Uint8Array | Readable): Promise<void>;
  /** @throws {MissingContent} */
  read(key: string): Promise<Readable>;
  /**
   * A download URL that is valid for {@link linkSeconds}. Check the permission first.
   *
   * @returns null if the store has no URLs and the file is streamed by {@link FileStore.read}.
   * @throws {MissingContent}
   */
  link(key: string, presentation: Presentation): Promise<string | null>;
  /** Bytes. */
  size(key: string): Promise<number>;
  /** Whether the key exists. */
  has(key: string): Promise<boolean>;
  /** Removes the key if it exists. */
  remove(key: string): Promise<void>;
  /**
   * The tenants with content in this store. Entries that are not named by an id do not belong to Waybill and are
   * ignored.
   */
  tenants(): AsyncIterable<string>;
  /** The file ids of a tenant in this store, with their write times. */
  list(tenantId: string): AsyncIterable<{ id: string; writtenAt: Date }>;
}

/** Thrown if the store has no content for a file. A job that reads it is not retried. */
export class MissingContent extends PermanentJobError {
  constructor() {
    super("The content of this file is missing from the file store. Upload or create the file again.");
  }
}

/** @throws {MissingContent} if the key does not exist */
export async function requireContent(disk: Disk, key: string): Promise<void> {
  if (!(await disk.exists(key))) throw new MissingContent();
}

/** The validity of a download URL. A started download continues. */
export const linkSeconds = 60;

/** A store on a Flydrive disk. @param link creates URLs, if the disk supports them. */
export function storeOn(disk: Disk, link: FileStore["link"] = async () => null): FileStore {
  return {
    async write(key, content) {
      if (content instanceof Uint8Array) await disk.put(key, content);
      else await disk.putStream(key, content);
    },
    async read(key) {
      // A stream of a folder would fail only after the first read.
      await requireContent(disk, key);
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

/** The entries of a folder; empty if it does not exist. */
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

/** Whether an error means that a folder does not exist. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error && (("code" in error && error.code === "ENOENT") || isMissing(error.cause));
