import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { join } from "node:path";

/** How large the database's disk is, in megabytes: the cluster, its log of 128 MB, and what the parcels take. */
const megabytes = 600;

/** A disk of the database's own, which can be full. */
export interface Disk {
  folder: string;
  /** Takes all that is free. */
  fill(): void;
  /** Gives it back. */
  empty(): void;
  remove(): void;
}

/**
 * Makes a small disk in memory.
 *
 * @param folder where.
 * @returns or the reason why that is not possible here, in words
 */
export function makeDisk(folder: string): Disk | string {
  mkdirSync(folder, { recursive: true });
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "only root on Linux can mount a small disk";
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=0755`, "waybill-chaos", folder], {
      stdio: "pipe",
    });
  } catch {
    return "this machine does not let a disk be mounted";
  }
  const ballast = join(folder, "ballast");
  return {
    folder,
    fill() {
      const file = openSync(ballast, "w");
      const piece = Buffer.alloc(1024 * 1024);
      try {
        for (;;) {
          const { bavail, bsize } = statfsSync(folder);
          const free = Math.min(bavail * bsize, piece.length);
          if (free === 0) return;
          writeSync(file, piece, 0, free);
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
