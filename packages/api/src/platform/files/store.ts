import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import type { Settings } from "@waybill/config";
import { id as idSchema } from "@waybill/validators";
import { Disk, type DriveDirectory, type DriveFile } from "flydrive";
import { FSDriver } from "flydrive/drivers/fs";

/** How a browser is to take a download: the values of two headers. */
export interface Presentation {
  contentType: string;
  contentDisposition: string;
}

/** Keeps the bytes of files, by key: `tenant/file`. */
export interface FileStore {
  write(key: string, content: Uint8Array | Readable): Promise<void>;
  read(key: string): Promise<Readable>;
  /**
   * An address that sends the file to whoever opens it, for {@link linkSeconds}. Whether somebody may have it is checked
   * before.
   *
   * @returns null where the store has no addresses, and the file is streamed by {@link FileStore.read}.
   */
  link(key: string, presentation: Presentation): Promise<string | null>;
  /** Bytes. */
  size(key: string): Promise<number>;
  /** Removes what is there; nothing else is fine, too. */
  remove(key: string): Promise<void>;
  /** The tenants that have bytes here. What is not named by an id is not Waybill's, and left alone. */
  tenants(): AsyncIterable<string>;
  /** The ids of a tenant's files here, and when they were written. */
  list(tenantId: string): AsyncIterable<{ id: string; writtenAt: Date }>;
}

/** How long the address of a download opens it. A download that has begun goes on. */
export const linkSeconds = 60;

declare module "../../core/context.ts" {
  interface Clients {
    files: FileStore;
  }
}

/**
 * The file store: the bucket `S3_BUCKET`, or without one a folder under `DATA_DIR`, which web and worker share then.
 */
export function createFileStore(settings: Settings): FileStore {
  if (!settings.S3_BUCKET) {
    const location = resolve(join(settings.DATA_DIR, "files"));
    return storeOn(new Disk(new FSDriver({ location, visibility: "private" })));
  }
  // Loaded by who uses it: the client of S3 is large.
  let opened: Promise<FileStore> | undefined;
  const store = () => {
    opened ??= import("./s3-store.ts").then(({ createS3Store }) => createS3Store(settings));
    return opened;
  };
  return {
    write: async (key, content) => (await store()).write(key, content),
    read: async (key) => (await store()).read(key),
    link: async (key, presentation) => (await store()).link(key, presentation),
    size: async (key) => (await store()).size(key),
    remove: async (key) => (await store()).remove(key),
    async *tenants() {
      yield* (await store()).tenants();
    },
    async *list(tenantId) {
      yield* (await store()).list(tenantId);
    },
  };
}

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
    read: (key) => disk.getStream(key),
    link,
    size: async (key) => (await disk.getMetaData(key)).contentLength,
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
