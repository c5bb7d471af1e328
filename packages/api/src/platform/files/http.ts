import { Readable, Transform } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { TRPCError } from "@trpc/server";
import { newId } from "@waybill/db";
import type { MemberContext, Permission } from "../../core/index.ts";
import { findMembership, originOf } from "../../core/procedures.ts";
import type { RequestContext } from "../../core/request.ts";
import { inTenant, unitOfWork } from "../../core/unit-of-work.ts";
import { type FileEntry, FileService, fileKey } from "./service.ts";

// Files go over plain HTTP, as streams, in requests that carry the same session, tenant and request id as procedures.

/** The largest file that is taken, in bytes. */
const maxFileBytes = 200 * 1024 * 1024;

function asMember<T>(
  request: RequestContext,
  permission: Permission,
  body: (ctx: MemberContext) => Promise<T>,
): Promise<T> {
  const user = request.session?.user;
  if (!user) throw new TRPCError({ code: "UNAUTHORIZED", message: "Sign in first." });
  return unitOfWork(request.app, originOf(request), {}, async (work) => {
    const membership = await findMembership(work.context, user.id, request.tenantRef);
    if (!membership.can(permission)) {
      throw new TRPCError({ code: "FORBIDDEN", message: `You need the permission ${permission} for this.` });
    }
    work.transaction.enterTenant(membership.tenant.id);
    return body({ ...inTenant(request.app, work, membership), user, role: membership.role });
  });
}

function limited(): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.byteLength;
      if (bytes > maxFileBytes)
        done(new TRPCError({ code: "PAYLOAD_TOO_LARGE", message: "A file may have 200 MB at the most." }));
      else done(null, chunk);
    },
  });
}

/**
 * Takes a file: streams it to the store, then enters it.
 *
 * @throws UNAUTHORIZED, NOT_FOUND, FORBIDDEN, PAYLOAD_TOO_LARGE
 */
export async function receiveFile(
  request: RequestContext,
  file: { name: string; contentType: string; body: ReadableStream },
): Promise<{ id: string; name: string; size: number }> {
  const store = request.app.clients.files;
  const id = newId();
  const tenantId = await asMember(request, "files.create", async ({ tenant }) => tenant.id);
  const key = fileKey(tenantId, id);
  try {
    await store.write(key, Readable.fromWeb(file.body).compose(limited()));
    const size = await store.size(key);
    return await asMember(request, "files.create", (ctx) => new FileService(ctx).enter({ ...file, id, size }));
  } catch (error) {
    await store.remove(key).catch(() => {});
    throw error;
  }
}

/**
 * Opens a file for download.
 *
 * @throws UNAUTHORIZED, NOT_FOUND, FORBIDDEN
 */
export async function openFile(request: RequestContext, id: string): Promise<{ file: FileEntry; content: Readable }> {
  const file = await asMember(request, "files.read", (ctx) => new FileService(ctx).byId(id));
  return { file, content: await request.app.clients.files.read(file.key) };
}
