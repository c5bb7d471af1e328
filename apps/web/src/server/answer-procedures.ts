import type { IncomingMessage, ServerResponse } from "node:http";
import { nodeHTTPRequestHandler } from "@trpc/server/adapters/node-http";
import { checks, procedures } from "./procedures.ts";
import { renewed } from "./session-cookie.ts";

/** Answers procedures at the door: they need nothing of what the pages' server does for a request. */
export async function answerProcedures(request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? "", "http://localhost");
  const called = url.pathname.startsWith(`${checks.endpoint}/`) ? checks : procedures;
  await replaceCookie(request, response);
  await nodeHTTPRequestHandler({
    ...called,
    path: url.pathname.slice(called.endpoint.length + 1),
    req: request,
    res: response,
    createContext({ info }) {
      const headers = new Headers();
      for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
      return called.createContext(headers, info.connectionParams);
    },
  });
}

/** Gives a browser that still has an earlier version's cookie the one of today. */
export async function replaceCookie(request: IncomingMessage, response: ServerResponse) {
  const replaced = await renewed(request.headers.cookie);
  if (!replaced) return;
  request.headers.cookie = replaced.header;
  response.setHeader("set-cookie", replaced.setCookies);
}
