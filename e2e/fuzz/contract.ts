import { fieldIssue } from "@waybill/validators";
import { z } from "zod";
import type { Answer, Wire } from "./http.ts";

/** The format of every refusal of an API route: docs/errors.md. */
const refusal = z.object({
  error: z.object({
    message: z.string().min(1),
    data: z.object({
      code: z.string().regex(/^[A-Z_]+$/),
      httpStatus: z.number().int().min(400).max(499),
      requestId: z.string().min(8),
      issues: z.array(fieldIssue),
    }),
  }),
});
const accepted = z.object({ result: z.unknown() });
/** A batch has one answer per call. */
const contract = z.union([refusal, z.array(z.union([refusal, accepted])).min(1)]);

/** Patterns of internals. */
const leaks = /Failed query|PostgresError|drizzle|node_modules|pg_|syntax error at|\n\s+at .+:\d+:\d+/;

/** Statuses of Node's HTTP parser, which answers without a body. */
const beforeRequests = ({ status, body }: Answer) => [400, 408, 431].includes(status) && body === "";

/**
 * The problem of an answer, for any request.
 *
 * @returns null if there is none.
 */
export function faultOf({ path, method }: Wire, answer: Answer): string | null {
  const { status, body, headers } = answer;
  if (status >= 500) return `answers ${status}`;
  if (status < 200) return `answers ${status}, which is not an answer`;
  const api = /^\/api(?:[/?]|$)/.test(path);
  if (api && leaks.test(body)) return "tells of the inside";
  if (status < 400 || !api || beforeRequests(answer)) return null;
  if (!headers["content-type"]?.startsWith("application/json")) {
    return `refuses with ${status} as ${headers["content-type"]}, and not by the contract`;
  }
  // The answer to HEAD has no body.
  if (method === "HEAD") return body === "" ? null : "answers HEAD with a body";
  try {
    const parsed = contract.safeParse(JSON.parse(body));
    return parsed.success ? null : `refuses with ${status}, and not by the contract: ${body.slice(0, 300)}`;
  } catch {
    return `refuses with ${status} and something that is no JSON`;
  }
}
