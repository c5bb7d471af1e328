import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type Settings, SettingsError } from "@waybill/config";
import { Disk } from "flydrive";
import { FSDriver } from "flydrive/drivers/fs";
import { type FileStore, storeOn } from "./disk-store.ts";

declare module "../../core/context.ts" {
  interface Clients {
    files: FileStore;
  }
}

/** The folder of a store without a bucket. */
const folderOf = ({ DATA_DIR }: Settings) => resolve(join(DATA_DIR, "files"));

/**
 * Requires write access to the folder of files, which may not exist yet. Does nothing with a bucket.
 *
 * @throws {SettingsError}
 */
export function requireFileFolder(settings: Settings): void {
  const obstacle = fileFolderProblem(settings);
  if (obstacle) throw new SettingsError(`${obstacle.problem}. ${obstacle.advice}`);
}

/** The reason why this process cannot write to the folder of files, with advice; null if it can, or with a bucket. */
export function fileFolderProblem(settings: Settings): { problem: string; advice: string } | null {
  if (settings.S3_BUCKET) return null;
  const folder = folderOf(settings);
  // The first file creates it. Not created here: Node hangs where the system refuses new folders, as in /proc.
  let existing = folder;
  while (!existsSync(existing)) existing = dirname(existing);
  try {
    accessSync(existing, constants.W_OK);
    if (statSync(existing).isDirectory()) return null;
  } catch {
    // Reported below.
  }
  return {
    problem: `No write access to the file folder ${folder}`,
    advice: "Set DATA_DIR to a writable folder, or store files in a bucket (S3_BUCKET).",
  };
}

/** The file store: the bucket `S3_BUCKET`, or a folder under `DATA_DIR` that web and worker share. */
export function createFileStore(settings: Settings): FileStore {
  if (!settings.S3_BUCKET) {
    return storeOn(new Disk(new FSDriver({ location: folderOf(settings), visibility: "private" })));
  }
  // Loaded on demand: the S3 client is large.
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
    has: async (key) => (await store()).has(key),
    remove: async (key) => (await store()).remove(key),
    async *tenants() {
      yield* (await store()).tenants();
    },
    async *list(tenantId) {
      yield* (await store()).list(tenantId);
    },
  };
}
