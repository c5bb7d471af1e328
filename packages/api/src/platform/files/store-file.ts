import { Readable } from "node:stream";
import type { FileKind, JobContext } from "../../core/index.ts";
import { writeUpTo } from "./limit.ts";
import { FileService, fileKey, type NewFile, StorageLimitReached } from "./service.ts";

/**
 * Stores the output of a job under the job id; idempotent. Enter it afterwards, in the transaction that refers to it.
 *
 * @param content the bytes, or a function that opens a stream once there is storage.
 * @throws {StorageLimitReached} if the tenant has no storage left, unless the kind is always needed
 */
export async function storeFile(
  { id, tenant, clients, transaction }: JobContext<unknown>,
  kind: FileKind,
  file: Pick<NewFile, "name" | "contentType" | "ownerId">,
  content: Uint8Array | (() => Readable),
): Promise<NewFile> {
  if (!tenant) throw new Error("A file belongs to a tenant.");
  const key = fileKey(tenant.id, id);
  try {
    const open = () => (content instanceof Uint8Array ? Readable.from([content]) : content());
    if (kind.needed) await clients.files.write(key, open());
    else {
      const { room, refusal } = await transaction(async (ctx) => ({
        room: await new FileService(ctx).remainingBytes(),
        refusal: new StorageLimitReached(ctx.settings),
      }));
      await writeUpTo(room, refusal, clients.files, key, open());
    }
    return { ...file, id, size: await clients.files.size(key) };
  } catch (error) {
    if (error instanceof StorageLimitReached) await clients.files.remove(key);
    throw error;
  }
}
