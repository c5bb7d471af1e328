import { Readable } from "node:stream";
import { openFile } from "@waybill/api";
import { create as disposition } from "content-disposition";
import { contextOf } from "@/server/request.ts";
import { refused, route } from "@/server/routes.ts";

/** Sends a file. The tenant comes with the query, since a link cannot send headers. */
export const { GET, POST, PUT, PATCH, DELETE } = route({
  async GET(request, { params }: { params: Promise<{ id: string }> }) {
    const tenant = new URL(request.url).searchParams.get("tenant") ?? undefined;
    const context = await contextOf(request, tenant);
    try {
      const { file, content } = await openFile(context, (await params).id);
      // Only PDFs of our own are shown: what people uploaded is whatever they say, and is never run as a page of ours.
      const inline = file.made && file.contentType === "application/pdf";
      return new Response(Readable.toWeb(content) as ReadableStream, {
        headers: {
          "content-type": inline ? "application/pdf" : "application/octet-stream",
          "content-length": String(file.size),
          "content-disposition": disposition(file.name, { type: inline ? "inline" : "attachment" }),
          // A browser shows no PDF in a sandbox.
          ...(inline ? {} : { "content-security-policy": "sandbox" }),
          "cache-control": "private, no-store",
          "x-request-id": context.requestId,
        },
      });
    } catch (error) {
      return refused(error, context);
    }
  },
});
