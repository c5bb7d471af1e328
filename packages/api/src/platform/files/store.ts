import { join, resolve } from "node:path";
import type { Settings } from "@waybill/config";
import { Disk } from "flydrive";
import { FSDriver } from "flydrive/drivers/fs";
import { type FileStore, storeOn } from "./disk-store.ts";

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
