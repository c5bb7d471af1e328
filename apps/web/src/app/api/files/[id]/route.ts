import { Readable } from "node:stream";
import { openFile } from "@waybill/api";
import { fileError } from "@/server/files.ts";
import { contextOf } from "@/server/request.ts";

/** Sends a file. The tenant comes with the query, since a link cannot send headers. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const tenant = new URL(request.url).searchParams.get("tenant") ?? undefined;
  const context = await contextOf(request, tenant);
  try {
    const { file, content } = await openFile(context, (await params).id);
    // Only PDFs are shown; what people uploaded is never run as a page of ours.
    const inline = file.contentType === "application/pdf";
    return new Response(Readable.toWeb(content) as ReadableStream, {
      headers: {
        "content-type": inline ? "application/pdf" : "application/octet-stream",
        "content-length": String(file.size),
        "content-disposition": `${inline ? "inline" : "attachment"}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
        // A browser shows no PDF in a sandbox.
        ...(inline ? {} : { "content-security-policy": "sandbox" }),
        "cache-control": "private, no-store",
        "x-request-id": context.requestId,
      },
    });
  } catch (error) {
    return fileError(error, context.requestId);
  }
}
