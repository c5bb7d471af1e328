import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { TRPCError } from "@trpc/server";
import { newId } from "@waybill/db";
import { fileName, id as idSchema, mediaType } from "@waybill/validators";
import { create as disposition } from "content-disposition";
import {
  checkedBytes,
  type FileKind,
  type MemberContext,
  notFound,
  type Registry,
  refuse,
  runInTenant,
} from "../../core/index.ts";
import { internalsOf, type RequestContext } from "../../core/procedures/request.ts";
import { MissingContent, type Presentation } from "./disk-store.ts";
import { writeUpTo } from "./limit.ts";
import { FileService, fileKey, type OpenedFile, StorageLimitReached } from "./service.ts";

// Files are transferred as streams over plain HTTP, in requests with the same session, tenant and request id as
// procedures.

const tooLarge = (megabytes: number) =>
  new TRPCError({ code: "PAYLOAD_TOO_LARGE", message: `A file can be at most ${megabytes} MB.` });

/** The purpose of an upload. @throws BAD_REQUEST */
function uploadKind({ files }: Registry, name: string | null): FileKind {
  const kind = files.get(name ?? "");
  if (kind?.upload) return kind;
  const known = [...files.values()].filter(({ upload }) => upload).map((one) => one.name);
  throw new TRPCError({
    code: "BAD_REQUEST",
    message: `Specify the purpose of the file: for=${known.join(" or for=")}.`,
  });
}

/** @throws FORBIDDEN */
function mayUpload({ why }: MemberContext, { permission }: FileKind): void {
  const reason = why(permission);
  if (reason) throw new TRPCError({ code: "FORBIDDEN", message: reason });
}

/**
 * Checks the beginning of an upload before anything is stored.
 *
 * @returns the complete content
 * @throws {InputRefused} if name and content do not match the kind
 */
async function checkedContent({ upload }: FileKind, name: string, content: Readable): Promise<Readable> {
  const rest: AsyncIterator<Uint8Array> = content[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  let ended = false;
  while (bytes < checkedBytes && !ended) {
    const { value, done = false } = await rest.next();
    ended = done;
    if (value) {
      chunks.push(value);
      bytes += value.byteLength;
    }
  }
  const beginning = Buffer.concat(chunks).subarray(0, checkedBytes);
  const reason = upload?.(name, beginning, ended && bytes <= checkedBytes);
  if (reason) {
    await rest.return?.();
    refuse({ path: ["name"], code: "invalid", entity: "file", message: reason });
  }
  return Readable.from(
    (async function* () {
      try {
        yield* chunks;
        yield* { [Symbol.asyncIterator]: () => rest };
      } finally {
        await rest.return?.();
      }
    })(),
  );
}

/**
 * Receives a file: streams it to the store, then enters it. The sender needs the permission of its kind.
 *
 * @param file.kind the name of a kind of uploaded file.
 * @throws BAD_REQUEST for an unknown kind or unsuitable content, UNAUTHORIZED, NOT_FOUND, FORBIDDEN, PAYLOAD_TOO_LARGE
 */
export async function receiveFile(
  request: RequestContext,
  file: { kind: string | null; name: string | null; contentType: string | null; body: ReadableStream },
): Promise<{ id: string; name: string; size: number }> {
  const { clients, registry, settings } = internalsOf(request).app;
  const store = clients.files;
  const id = newId();
  const name = fileName.parse(file.name);
  const contentType = mediaType.parse(file.contentType);
  const { kind, tenantId, room, refusal } = await runInTenant(
    request,
    "files.create",
    { readOnly: true },
    async (ctx) => {
      const kind = uploadKind(registry, file.kind);
      mayUpload(ctx, kind);
      const room = await new FileService(ctx).remainingBytes();
      return { kind, tenantId: ctx.tenant.id, room, refusal: new StorageLimitReached(ctx.settings) };
    },
  ).catch(asTooLarge);
  const key = fileKey(tenantId, id);
  try {
    const content = await checkedContent(kind, name, Readable.fromWeb(file.body));
    const most = settings.UPLOAD_MAX_MB * 1024 * 1024;
    const beyond = room < most ? refusal : tooLarge(settings.UPLOAD_MAX_MB);
    await writeUpTo(Math.min(room, most), beyond, store, key, content);
    const size = await store.size(key);
    return await runInTenant(request, "files.create", { readOnly: false }, (ctx) => {
      mayUpload(ctx, kind);
      return new FileService(ctx).enter(kind, { id, name, contentType, size, ownerId: null });
    });
  } catch (error) {
    await store.remove(key).catch(() => {});
    return asTooLarge(error);
  }
}

/** Translates exceeded storage into its HTTP status. @throws it, or the original error */
function asTooLarge(error: unknown): never {
  if (!(error instanceof StorageLimitReached)) throw error;
  throw new TRPCError({ code: "PAYLOAD_TOO_LARGE", message: error.message });
}

/** Finds a file for a download. @param ref its id from the URL */
async function readable(request: RequestContext, ref: string): Promise<OpenedFile> {
  const id = idSchema.safeParse(ref).data;
  if (!id) throw notFound("file");
  return runInTenant(request, "files.read", { readOnly: true }, (ctx) => new FileService(ctx).open(id));
}

/** Opens the content of a file. @throws NOT_FOUND, with a log line, if the store has none */
async function bytesOf<T>(request: RequestContext, id: string, ask: Promise<T>): Promise<T> {
  return ask.catch((error: unknown) => {
    if (!(error instanceof MissingContent)) throw error;
    request.log.warn({ fileId: id }, "the content of a file is missing from the store");
    throw new TRPCError({ code: "NOT_FOUND", message: error.message });
  });
}

/**
 * Opens a file.
 *
 * @param ref its id from the URL.
 * @throws UNAUTHORIZED, NOT_FOUND (also without content), FORBIDDEN without the permission of the file
 */
export async function openFile(request: RequestContext, ref: string): Promise<{ file: OpenedFile; content: Readable }> {
  const file = await readable(request, ref);
  return { file, content: await bytesOf(request, file.id, internalsOf(request).app.clients.files.read(file.key)) };
}

/** A download: its headers, and its URL or its content. */
export type Download = Presentation & {
  /** Whether a browser shows it instead of saving it. */
  shown: boolean;
} & ({ link: string } | { link: null; size: number; content: Readable });

/**
 * Sends a file to a person who may read it. If the store has URLs, by one that is valid for {@link linkSeconds} for
 * anyone who has it; the permission is checked now.
 *
 * @param ref its id from the URL.
 * @throws like {@link openFile}
 */
export async function downloadFile(request: RequestContext, ref: string): Promise<Download> {
  const { id, name, contentType, isGenerated, key, size } = await readable(request, ref);
  const store = internalsOf(request).app.clients.files;
  // Only generated PDFs are shown inline: uploaded content must never run as a page of this site.
  const shown = isGenerated && contentType === "application/pdf";
  const presentation = {
    contentType: shown ? contentType : "application/octet-stream",
    contentDisposition: disposition(name, { type: shown ? "inline" : "attachment" }),
  };
  const link = await bytesOf(request, id, store.link(key, presentation));
  const content = async () => ({ link: null, size, content: await bytesOf(request, id, store.read(key)) });
  return { ...presentation, shown, ...(link ? { link } : await content()) };
}
