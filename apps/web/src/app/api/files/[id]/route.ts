import { Readable } from "node:stream";
import { api } from "@/server/api.ts";
import { contextOf } from "@/server/request.ts";
import { errorResponse, route } from "@/server/routes.ts";

/**
 * Sends a file, or redirects to its URL in the store, if it has one. The tenant is in the query, since a link
 * cannot send headers.
 */
export const { GET, POST, PUT, PATCH, DELETE } = route({
  async GET(request, { params }: { params: Promise<{ id: string }> }) {
    const tenant = new URL(request.url).searchParams.get("tenant") ?? undefined;
    const context = await contextOf(request, tenant);
    const common = { "cache-control": "private, no-store", "x-request-id": context.requestId };
    try {
      const file = await api().downloadFile(context, (await params).id);
      if (file.link !== null) return new Response(null, { status: 302, headers: { ...common, location: file.link } });
      return new Response(Readable.toWeb(file.content) as ReadableStream, {
        headers: {
          ...common,
          "content-type": file.contentType,
          "content-length": String(file.size),
          "content-disposition": file.contentDisposition,
          // A browser shows no PDF in a sandbox.
          ...(file.shown ? {} : { "content-security-policy": "sandbox" }),
        },
      });
    } catch (error) {
      return errorResponse(error, context);
    }
  },
});
