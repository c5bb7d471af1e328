import type { ReadableStream } from "node:stream/web";
import { receiveFile } from "@waybill/api";
import { fileError } from "@/server/files.ts";
import { contextOf } from "@/server/request.ts";

/** Takes a file: its bytes are the body, its name the query's `name`, what it is for the query's `for`. A page of another origin cannot send it. */
export async function POST(request: Request): Promise<Response> {
  const context = await contextOf(request);
  try {
    const query = new URL(request.url).searchParams;
    const kind = query.get("for");
    const name = query.get("name")?.slice(0, 200) || "file";
    const contentType = request.headers.get("content-type")?.slice(0, 100) ?? "application/octet-stream";
    if (!request.body) return Response.json({ message: "The file is empty." }, { status: 400 });
    const body = request.body as ReadableStream; // the same stream, in the words of two libraries
    return Response.json(await receiveFile(context, { kind, name, contentType, body }));
  } catch (error) {
    context.log.warn({ err: error }, "file refused");
    return fileError(error, context.requestId);
  }
}
