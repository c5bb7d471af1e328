import type { IncomingMessage, ServerResponse } from "node:http";
import { createContext, sessionOf } from "@waybill/api";
import { app } from "./app.ts";
import { beforeHead } from "./gateway/before-head.ts";
import { operatorHeader, operatorPath, operatorRoute } from "./operator-path.ts";
import { sessionIdOf } from "./session-cookie.ts";

/** The first segment of a path, decoded if possible. */
function areaOf(url: string): string {
  const [, first = ""] = url.split(/[/?#]/, 2);
  try {
    return `/${decodeURIComponent(first)}`;
  } catch {
    return `/${first}`;
  }
}

async function isOperator(request: IncomingMessage): Promise<boolean> {
  try {
    const headers = new Headers({ cookie: request.headers.cookie ?? "" });
    const session = await sessionOf(await createContext(app(), headers, await sessionIdOf(headers)));
    return session?.user.operator ?? false;
  } catch (error) {
    app().log.error({ err: error }, "the caller of the operators' pages could not be looked up");
    return false;
  }
}

/**
 * Routes operators to their pages. For everyone else this path has no route, and is
 * answered by the same code as unknown paths.
 */
export async function routeOperators(request: IncomingMessage, response: ServerResponse): Promise<void> {
  delete request.headers[operatorHeader];
  // Next.js would reveal the rewrite by this header.
  const area = areaOf(request.url ?? "");
  if (area === operatorRoute) beforeHead(response, () => response.removeHeader("x-nextjs-rewritten-path"));
  if (area === operatorPath && (await isOperator(request))) request.headers[operatorHeader] = "1";
}
