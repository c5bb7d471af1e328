import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { requireReadable } from "./files.ts";

/** Does something as an account that is not root, which may read everything. */
async function withoutRights<T>(body: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65532);
  try {
    return await body();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

test("an unreadable file and a missing file have different messages", async () => {
  const folder = mkdtempSync(join(tmpdir(), "waybill-files-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  chmodSync(folder, 0o755);
  const [closed, open] = ["closed/items.csv", "open.csv"].map((name) => join(folder, name));
  mkdirSync(join(folder, "closed"));
  for (const path of [closed, open]) writeFileSync(String(path), "");
  chmodSync(String(open), 0o644);
  chmodSync(join(folder, "closed"), 0o000);
  onTestFinished(() => chmodSync(join(folder, "closed"), 0o700));
  const messageFor = (path: string | undefined) =>
    withoutRights(() => requireReadable(String(path))).then(
      () => "",
      (error: Error) => error.message,
    );
  expect(await messageFor(open)).toBe("");
  expect(await messageFor(closed)).toBe(`${closed} cannot be read: permission denied.`);
  expect(await messageFor(`${open}.bak`)).toBe(`There is no file ${open}.bak.`);
});
