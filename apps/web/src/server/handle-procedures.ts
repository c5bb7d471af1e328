import type { IncomingMessage, ServerResponse } from "node:http";
import { nodeHTTPRequestHandler } from "@trpc/server/adapters/node-http";
import { checks, procedures } from "./procedures.ts";
import { renewed } from "./session-cookie.ts";

/** Handles procedure calls without Next.js. */
export async function handleProcedures(request: IncomingMessage, response: ServerResponse) {
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

/** Replaces the session cookie of an earlier version. */
export async function replaceCookie(request: IncomingMessage, response: ServerResponse) {
  const replaced = await renewed(request.headers.cookie);
  if (!replaced) return;
  request.headers.cookie = replaced.header;
  response.setHeader("set-cookie", replaced.setCookies);
}
