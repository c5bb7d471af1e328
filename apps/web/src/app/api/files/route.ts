import type { ReadableStream } from "node:stream/web";
import { TRPCError } from "@trpc/server";
import { receiveFile } from "@waybill/api";
import { contextOf } from "@/server/request.ts";
import { refused, route } from "@/server/routes.ts";

/** Takes a file: its bytes are the body, its name the query's `name`. A page of another origin cannot send it. */
export const { GET, POST, PUT, PATCH, DELETE } = route({
  async POST(request) {
    const context = await contextOf(request);
    try {
      const name = new URL(request.url).searchParams.get("name");
      const contentType = request.headers.get("content-type");
      if (!request.body) throw new TRPCError({ code: "BAD_REQUEST", message: "The file is empty." });
      const body = request.body as ReadableStream; // the same stream, in the words of two libraries
      const file = await receiveFile(context, { name, contentType, body });
      return Response.json(file, { headers: { "x-request-id": context.requestId } });
    } catch (error) {
      return refused(error, context);
    }
  },
});
