import { Readable } from "node:stream";
import type { FileKind, JobContext } from "../../core/index.ts";
import { writeUpTo } from "./limit.ts";
import { FileService, fileKey, type NewFile, OutOfRoom } from "./service.ts";

/**
 * Stores what a job has made, named by the job's id: made twice, it is the same file. It is to be entered afterwards, in
 * the transaction that tells of it.
 *
 * @param content the bytes, or what opens a stream of them once there is room.
 * @throws {OutOfRoom} where the tenant has no room for it, unless the kind is needed anyway
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
        room: await new FileService(ctx).room(),
        refusal: new OutOfRoom(ctx.settings),
      }));
      await writeUpTo(room, refusal, clients.files, key, open());
    }
    return { ...file, id, size: await clients.files.size(key) };
  } catch (error) {
    if (error instanceof OutOfRoom) await clients.files.remove(key);
    throw error;
  }
}
