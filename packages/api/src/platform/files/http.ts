import { Readable, Transform } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { TRPCError } from "@trpc/server";
import { newId } from "@waybill/db";
import { fileName, id as idSchema, mediaType } from "@waybill/validators";
import { asMember, notFound } from "../../core/index.ts";
import { innerOf, type RequestContext } from "../../core/request.ts";
import { type FileEntry, FileService, fileKey } from "./service.ts";

// Files go over plain HTTP, as streams, in requests that carry the same session, tenant and request id as procedures.

/** Lets so many megabytes through, and fails at the first byte beyond. */
function limited(maxMegabytes: number): Transform {
  const message = `A file may have ${maxMegabytes} MB at the most.`;
  let bytes = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.byteLength;
      if (bytes > maxMegabytes * 1024 * 1024) done(new TRPCError({ code: "PAYLOAD_TOO_LARGE", message }));
      else done(null, chunk);
    },
  });
}

/** What stopped a stream, out of what the store wraps around it. */
function reasonOf(error: unknown): unknown {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof TRPCError) return cause;
  return error;
}

/**
 * Takes a file: streams it to the store, then enters it.
 *
 * @throws UNAUTHORIZED, NOT_FOUND, FORBIDDEN, PAYLOAD_TOO_LARGE
 */
export async function receiveFile(
  request: RequestContext,
  file: { name: string | null; contentType: string | null; body: ReadableStream },
): Promise<{ id: string; name: string; size: number }> {
  const { clients, settings } = innerOf(request).app;
  const store = clients.files;
  const id = newId();
  const name = fileName.parse(file.name);
  const contentType = mediaType.parse(file.contentType);
  const tenantId = await asMember(request, "files.create", { readOnly: true }, async ({ tenant }) => tenant.id);
  const key = fileKey(tenantId, id);
  try {
    await store.write(key, Readable.fromWeb(file.body).compose(limited(settings.UPLOAD_MAX_MB)));
    const size = await store.size(key);
    return await asMember(request, "files.create", { readOnly: false }, (ctx) =>
      new FileService(ctx).enter({ id, name, contentType, size }),
    );
  } catch (error) {
    await store.remove(key).catch(() => {});
    throw reasonOf(error);
  }
}

/**
 * Opens a file for download.
 *
 * @param ref its id, as the address has it.
 * @throws UNAUTHORIZED, NOT_FOUND, FORBIDDEN
 */
export async function openFile(request: RequestContext, ref: string): Promise<{ file: FileEntry; content: Readable }> {
  const id = idSchema.safeParse(ref).data;
  if (!id) throw notFound("file");
  const file = await asMember(request, "files.read", { readOnly: true }, (ctx) => new FileService(ctx).byId(id));
  return { file, content: await innerOf(request).app.clients.files.read(file.key) };
}
