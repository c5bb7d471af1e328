import type { ReadableStream } from "node:stream/web";
import { api } from "@/server/api.ts";
import { contextOf } from "@/server/request.ts";
import { refused, route } from "@/server/routes.ts";

/** Takes a file: its bytes are the body, its name the query's `name`, what it is for the query's `for`. A page of another origin cannot send it. */
export const { GET, POST, PUT, PATCH, DELETE } = route({
  async POST(request) {
    const context = await contextOf(request);
    try {
      const query = new URL(request.url).searchParams;
      const [kind, name] = [query.get("for"), query.get("name")];
      const contentType = request.headers.get("content-type");
      if (!request.body) throw new (api().TRPCError)({ code: "BAD_REQUEST", message: "The file is empty." });
      const body = request.body as ReadableStream; // the same stream, in the words of two libraries
      const file = await api().receiveFile(context, { kind, name, contentType, body });
      return Response.json(file, { headers: { "x-request-id": context.requestId } });
    } catch (error) {
      return refused(error, context);
    }
  },
});
