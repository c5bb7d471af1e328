import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import type { Settings } from "@waybill/config";
import { Disk } from "flydrive";
import { FSDriver } from "flydrive/drivers/fs";

/** Keeps the bytes of files, by key. */
export interface FileStore {
  write(key: string, content: Uint8Array | Readable): Promise<void>;
  read(key: string): Promise<Readable>;
  /** Bytes. */
  size(key: string): Promise<number>;
  remove(key: string): Promise<void>;
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
  };
}
