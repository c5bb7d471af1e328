import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { join } from "node:path";

/** The size of the database's disk in megabytes: the cluster, 128 MB of its log, and the parcels. */
const megabytes = 600;

/** A separate disk for the database. */
export interface Disk {
  folder: string;
  /** Uses all free space. */
  fill(): void;
  /** Frees it again. */
  empty(): void;
  remove(): void;
}

/**
 * Mounts a small disk in memory.
 *
 * @param folder the mount point.
 * @returns the disk, or why this machine cannot mount one
 */
export function mountDisk(folder: string): Disk | string {
  mkdirSync(folder, { recursive: true });
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "only root on Linux can mount a small disk";
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=0755`, "waybill-chaos", folder], {
      stdio: "pipe",
    });
  } catch {
    return "this machine refuses to mount a disk";
  }
  const ballast = join(folder, "ballast");
  return {
    folder,
    fill() {
      const file = openSync(ballast, "w");
      const block = Buffer.alloc(1024 * 1024);
      try {
        for (;;) {
          const { bavail, bsize } = statfsSync(folder);
          const free = Math.min(bavail * bsize, block.length);
          if (free === 0) return;
          writeSync(file, block, 0, free);
        }
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
      } finally {
        closeSync(file);
      }
    },
    empty: () => rmSync(ballast, { force: true }),
    remove() {
      execFileSync("umount", ["-l", folder], { stdio: "pipe" });
    },
  };
}
