import type { ReadableStream } from "node:stream/web";
import { api } from "@/server/api.ts";
import { contextOf } from "@/server/request.ts";
import { errorResponse, route } from "@/server/routes.ts";

/** Receives a file: its bytes are the body, its name and kind are `name` and `for` of the query. Pages of other origins cannot send it. */
export const { GET, POST, PUT, PATCH, DELETE } = route({
  async POST(request) {
    const context = await contextOf(request);
    try {
      const query = new URL(request.url).searchParams;
      const [kind, name] = [query.get("for"), query.get("name")];
      const contentType = request.headers.get("content-type");
      if (!request.body) throw new (api().TRPCError)({ code: "BAD_REQUEST", message: "The file is empty." });
      const body = request.body as ReadableStream; // the same stream, in the types of two libraries
      const file = await api().receiveFile(context, { kind, name, contentType, body });
      return Response.json(file, { headers: { "x-request-id": context.requestId } });
    } catch (error) {
      return errorResponse(error, context);
    }
  },
});
