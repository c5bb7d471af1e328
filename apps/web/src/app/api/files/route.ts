import type { ReadableStream } from "node:stream/web";
import { TRPCError } from "@trpc/server";
import { receiveFile } from "@waybill/api";
import { fileError } from "@/server/files.ts";
import { contextOf } from "@/server/request.ts";

/** Takes a file: its bytes are the body, its name the query's `name`. A page of another origin cannot send it. */
export async function POST(request: Request): Promise<Response> {
  const context = await contextOf(request);
  try {
    const name = new URL(request.url).searchParams.get("name")?.slice(0, 200) || "file";
    const contentType = request.headers.get("content-type")?.slice(0, 100) ?? "application/octet-stream";
    if (!request.body) throw new TRPCError({ code: "BAD_REQUEST", message: "The file is empty." });
    const body = request.body as ReadableStream; // the same stream, in the words of two libraries
    return Response.json(await receiveFile(context, { name, contentType, body }));
  } catch (error) {
    context.log.warn({ err: error }, "file refused");
    return fileError(error, context.requestId);
  }
}
