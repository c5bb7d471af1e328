import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import type { Settings } from "@waybill/config";
import { Disk, type DriveDirectory, type DriveFile } from "flydrive";
import { FSDriver } from "flydrive/drivers/fs";

/** Keeps the bytes of files, by key: `tenant/file`. */
export interface FileStore {
  write(key: string, content: Uint8Array | Readable): Promise<void>;
  read(key: string): Promise<Readable>;
  /** Bytes. */
  size(key: string): Promise<number>;
  /** Removes what is there; nothing else is fine, too. */
  remove(key: string): Promise<void>;
  /** The tenants that have bytes here. */
  tenants(): AsyncIterable<string>;
  /** The ids of a tenant's files here, and when they were written. */
  list(tenantId: string): AsyncIterable<{ id: string; writtenAt: Date }>;
}

declare module "../../core/context.ts" {
  interface Clients {
    files: FileStore;
  }
}

/** The file store: a folder under `DATA_DIR`, which web and worker share. */
export function createFileStore(settings: Settings): FileStore {
  const disk = new Disk(new FSDriver({ location: resolve(join(settings.DATA_DIR, "files")), visibility: "private" }));
  return {
    async write(key, content) {
      if (content instanceof Uint8Array) await disk.put(key, content);
      else await disk.putStream(key, content);
    },
    read: (key) => disk.getStream(key),
    size: async (key) => (await disk.getMetaData(key)).contentLength,
    remove: (key) => disk.delete(key),
    async *tenants() {
      for await (const entry of within(disk, "")) if (entry.isDirectory) yield entry.name;
    },
    async *list(tenantId) {
      for await (const entry of within(disk, tenantId)) {
        if (entry.isFile) yield { id: entry.name, writtenAt: (await entry.getMetaData()).lastModified };
      }
    },
  };
}

/** What lies in a folder of the store; nothing where there is no such folder yet. */
async function* within(disk: Disk, folder: string): AsyncGenerator<DriveFile | DriveDirectory> {
  const none = { objects: [], paginationToken: undefined };
  let page = await disk.listAll(folder).catch(() => none);
  for (;;) {
    yield* page.objects;
    if (!page.paginationToken) return;
    page = await disk.listAll(folder, { paginationToken: page.paginationToken });
  }
}
